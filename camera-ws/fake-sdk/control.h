/* The control block, with which a test plugs cameras, programs faults and reads counters. pxl_double.py in tests/support
   has the same layout. It is the file named by FAKE_PXL_CONTROL; without one, a single colour camera is plugged in. */
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

/* The call returns `code` `times` times, after `skip` successful calls. A positive code is a warning: the call is
   executed nevertheless. */
typedef struct {
    uint32_t call, feature, skip, times;
    int32_t code;
} Rule;

typedef struct {
    uint32_t serial, model, plugged;
    int32_t gone_code;        /* the code of calls after the camera is unplugged */
    uint32_t unplug_at_frame; /* counted from 1 over all streams; 0 never */
    uint32_t lose_frames;     /* frame numbers to skip before the next frame; then cleared */
    uint32_t slow_us;         /* added to every frame */
    uint32_t delay_frames;    /* exposure and gain take effect this many frames late */
    uint32_t triggers;        /* pending hardware trigger pulses */
    Rule rules[RULES];
    uint32_t opens, closes, starts, stops, frames;
    uint32_t overlaps; /* calls made during another call on the same camera */
} CameraControl;

typedef struct {
    uint32_t version;
    uint32_t reset; /* set by the test: the next call resets all cameras to factory state and this to 0 */
    CameraControl cameras[CAMERAS];
} Control;

Control *control(void);

/* The code of a rule for this call, or 0. */
int32_t scripted(CameraControl *camera, enum Call call, uint32_t feature);

#endif
