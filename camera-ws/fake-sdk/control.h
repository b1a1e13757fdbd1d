/* The block through which a test plugs cameras, programmes faults and reads what happened. tests/pxl_double.py has the
   same layout. It lies in the file that FAKE_PXL_CONTROL names; without one, a single colour camera is plugged in. */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <stdint.h>

enum { CAMERAS = 4, RULES = 8, ANY_FEATURE = 0xFFFF };

enum Call {
    CALL_NONE,
    CALL_ENUMERATE,
    CALL_INITIALIZE,
    CALL_UNINITIALIZE,
    CALL_INFO,
    CALL_FEATURES,
    CALL_GET,
    CALL_SET,
    CALL_STREAM_START,
    CALL_STREAM_STOP,
    CALL_NEXT_FRAME,
    CALL_SAVE,
    CALL_LOAD,
};

/* The call answers `code`, `times` times, after `skip` calls that go well. A positive code is a warning: the call is
   carried out all the same. */
typedef struct {
    uint32_t call, feature, skip, times;
    int32_t code;
} Rule;

typedef struct {
    uint32_t serial, model, plugged;
    int32_t gone_code;        /* what calls answer once the camera is unplugged */
    uint32_t unplug_at_frame; /* counted from 1 over all streams; 0 never */
    uint32_t lose_frames;     /* frame numbers left out before the next frame; cleared then */
    uint32_t slow_us;         /* added to every frame */
    uint32_t delay_frames;    /* exposure and gain take effect so many frames late */
    uint32_t triggers;        /* hardware trigger pulses to come */
    Rule rules[RULES];
    uint32_t opens, closes, starts, stops, frames;
    uint32_t overlaps; /* calls made while another was under way on the same camera */
} CameraControl;

typedef struct {
    uint32_t version;
    uint32_t reset; /* set by the test: cameras go back to factory state at the next call, and this to 0 */
    CameraControl cameras[CAMERAS];
} Control;

Control *control(void);

/* The code that a rule has for this call, or 0. */
int32_t scripted(CameraControl *camera, enum Call call, uint32_t feature);

#endif
