/* The cameras as they are now, and the one lock over them. */
#ifndef CAMERA_H
#define CAMERA_H

#include <stdbool.h>
#include <stdint.h>

#include "control.h"
#include "models.h"

typedef struct {
    float values[FEATURES][PARAMS_MAX];
    uint32_t modes[FEATURES];
} Settings;

typedef struct {
    const Model *model;
    CameraControl *control;
    Settings now, user_channel;
    bool user_saved;
    uint32_t handle; /* 0: not open */
    bool streaming, fetching;
    uint32_t stream_frames; /* since stream start; the frame number of the next frame */
    double next_frame_s;
    float exposing_s, exposing_db; /* what the sensor works with, which may lag behind the settings */
    uint32_t lag_frames;
    uint32_t automatic_frames; /* since an automatic was switched on */
    int32_t last_code;
    char last_call[64];
} Camera;

void lock(void);
void unlock(void);
double now_s(void);
void pause_us(uint32_t us);

/* The camera of this handle, for a call: NULL and *code when the call ends here, by a rule or because the camera is not
   there. A warning that a rule has for the call is left in *code. Takes the lock, which leave() gives back. */
Camera *enter(uint32_t handle, enum Call call, uint32_t feature, int32_t *code);
int32_t leave(Camera *camera, const char *call, int32_t code);

/* By index; NULL when nothing is plugged in there. Under the lock. */
Camera *plugged_camera(int index);
int open_camera(Camera *camera, int index);
void factory_settings(Camera *camera);
const Camera *last_failed(uint32_t handle);

#endif
