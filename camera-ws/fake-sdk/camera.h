/* The state of the cameras, and one lock for all of them. */
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
    float exposing_s, exposing_db; /* of the sensor; may lag behind the settings */
    uint32_t lag_frames;
    uint32_t automatic_frames; /* since an automatic was switched on */
    int32_t last_code;
    char last_call[64];
} Camera;

void lock(void);
void unlock(void);
double now_s(void);
void pause_us(uint32_t us);

/* Starts a call: returns the camera of this handle, or NULL and *code when a rule or an unplugged camera ends the call.
   A warning of a rule is stored in *code. Takes the lock; leave() releases it. */
Camera *enter(uint32_t handle, enum Call call, uint32_t feature, int32_t *code);
int32_t leave(Camera *camera, const char *call, int32_t code);

/* By index; NULL when no camera is plugged in there. Call under the lock. */
Camera *plugged_camera(int index);
int open_camera(Camera *camera, int index);
void factory_settings(Camera *camera);
const Camera *last_failed(uint32_t handle);

/* The present limits of a parameter: volatile ones depend on other features. */
Range limits_now(const Camera *camera, const Feature *feature, uint32_t param);
float actual_frame_rate(const Camera *camera);

#endif
