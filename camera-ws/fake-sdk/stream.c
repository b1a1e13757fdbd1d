/* PxLSetStreamState and PxLGetNextFrame. */
#include <math.h>
#include <string.h>

#include "camera.h"
#include "pattern.h"

enum { STREAM_START = 0, STREAM_PAUSE = 1, STREAM_STOP = 2 };
enum { SLICE_US = 500, AUTOMATIC_FRAMES = 4 };
static const float AUTOMATIC_EXPOSURE_S = 0.0125f, AUTOMATIC_GAINS[3] = {1.5f, 1.0f, 1.75f}, AUTOMATIC_GAIN_DB = 3;

PXL_EXPORT int PxLSetStreamState(uint32_t handle, uint32_t state) {
    int32_t code;
    Camera *camera = enter(handle, state == STREAM_START ? CALL_STREAM_START : CALL_STREAM_STOP, ANY_FEATURE, &code);
    if (camera == NULL) {
        return leave(NULL, "PxLSetStreamState", code);
    }
    if (state == STREAM_START && camera->streaming) {
        code = RC_ALREADY_RUNNING;
    } else if (state == STREAM_START) {
        camera->streaming = true;
        camera->stream_frames = 0;
        camera->next_frame_s = now_s();
        camera->control->starts++;
    } else if (camera->streaming) {
        camera->streaming = false;
        camera->control->stops++;
    }
    return leave(camera, "PxLSetStreamState", code);
}

static void step_automatics(Camera *camera) {
    bool settled = ++camera->automatic_frames >= AUTOMATIC_FRAMES;
    uint32_t *modes = camera->now.modes;
    if (modes[EXPOSURE] == FLAG_AUTO || modes[EXPOSURE] == FLAG_ONE_PUSH) {
        float *value = camera->now.values[EXPOSURE];
        float target = fminf(fmaxf(AUTOMATIC_EXPOSURE_S, value[1]), value[2] > 0 ? value[2] : 1);
        value[0] = settled ? target : (value[0] + target) / 2;
    }
    if (modes[GAIN] == FLAG_AUTO) {
        camera->now.values[GAIN][0] = AUTOMATIC_GAIN_DB;
    }
    if (modes[WHITE_SHADING] == FLAG_ONE_PUSH && settled) {
        memcpy(camera->now.values[WHITE_SHADING], AUTOMATIC_GAINS, sizeof AUTOMATIC_GAINS);
    }
    for (uint32_t id = 0; settled && id < FEATURES; id++) {
        modes[id] = modes[id] == FLAG_ONE_PUSH ? FLAG_MANUAL : modes[id];
    }
}

static void latch(Camera *camera) {
    if (camera->lag_frames > 0) {
        camera->lag_frames--;
        return;
    }
    camera->exposing_s = camera->now.values[EXPOSURE][0];
    camera->exposing_db = camera->now.values[GAIN][0];
}

/* An artificial score from which a test can tell the region and the frame. */
static float score_of(const Camera *camera) {
    const float *region = camera->now.values[SHARPNESS_SCORE];
    return fminf(region[4], region[2] + region[3] + (float)camera->stream_frames);
}

static void fill_descriptor(const Camera *camera, const Geometry *g, FrameDescriptor *out) {
    const Settings *now = &camera->now;
    uint32_t size = out->size < sizeof *out ? out->size : sizeof *out;
    FrameDescriptor full = {.size = sizeof full};
    full.frame_number = camera->stream_frames;
    full.frame_number_64 = camera->stream_frames;
    full.frame_time_double_s = now_s();
    full.frame_time_s = (float)full.frame_time_double_s;
    full.brightness = now->values[BRIGHTNESS][0];
    full.sharpness = now->values[SHARPNESS][0];
    full.white_balance = now->values[COLOR_TEMP][0];
    full.saturation = now->values[SATURATION][0];
    full.gamma = now->values[GAMMA][0];
    full.shutter = camera->exposing_s;
    full.gain = camera->exposing_db;
    full.temperature = now->values[TEMPERATURE][0];
    memcpy(full.trigger, now->values[TRIGGER], sizeof full.trigger);
    full.frame_rate = now->values[FRAME_RATE][0];
    memcpy(full.roi, now->values[ROI], sizeof full.roi);
    memcpy(full.flip, now->values[FLIP], sizeof full.flip);
    full.decimation = (float)g->step_x;
    full.pixel_format = now->values[PIXEL_FORMAT][0];
    memcpy(full.auto_roi, now->values[AUTO_ROI], sizeof full.auto_roi);
    memcpy(full.white_shading, now->values[WHITE_SHADING], sizeof full.white_shading);
    full.rotate = (float)g->rotate;
    full.max_pixel_size = (float)camera->model->bits;
    full.pixel_addressing[0] = (float)g->step_x;
    full.pixel_addressing[1] = (float)g->step_y;
    full.bandwidth_limit = now->values[BANDWIDTH_LIMIT][0];
    full.actual_frame_rate = actual_frame_rate(camera);
    if (now->modes[SHARPNESS_SCORE] == FLAG_MANUAL) {
        memcpy(full.sharpness_score_params, now->values[SHARPNESS_SCORE], sizeof full.sharpness_score_params);
        full.sharpness_score = score_of(camera);
    }
    memcpy(out, &full, size);
    out->size = size;
}

enum Trigger { FREE, SOFTWARE, HARDWARE };

static enum Trigger trigger_of(const Camera *camera) {
    return camera->now.modes[TRIGGER] == FLAG_MANUAL ? (enum Trigger)camera->now.values[TRIGGER][1] : FREE;
}

/* From the trigger to the end of the exposure. */
static double triggered_s(const Camera *camera) {
    return camera->now.values[TRIGGER][3] + camera->now.values[EXPOSURE][0];
}

/* Sleeps without the lock until the frame is due. False when the stream was stopped or the camera unplugged. */
static bool wait_for_frame(Camera *camera, uint32_t handle, double due_s) {
    bool pulsed = trigger_of(camera) == HARDWARE;
    int index = handle & 15;
    for (;;) {
        if (plugged_camera(index) != camera || camera->handle != handle || !camera->streaming) {
            return false;
        }
        if (pulsed && camera->control->triggers > 0) {
            camera->control->triggers--;
            pulsed = false;
            due_s = now_s() + triggered_s(camera);
        }
        if (!pulsed && now_s() >= due_s) {
            return true;
        }
        unlock();
        pause_us(SLICE_US);
        lock();
    }
}

static double next_due_s(Camera *camera) {
    if (trigger_of(camera) == SOFTWARE) {
        return now_s() + triggered_s(camera) + camera->control->slow_us / 1e6;
    }
    double period_s = 1.0 / fmax(actual_frame_rate(camera), 0.1) + camera->control->slow_us / 1e6;
    camera->next_frame_s = fmax(camera->next_frame_s + period_s, now_s());
    return camera->next_frame_s;
}

static int32_t deliver(Camera *camera, uint32_t size, uint8_t *buffer, FrameDescriptor *descriptor) {
    Geometry geometry = geometry_of(camera);
    uint32_t format = (uint32_t)camera->now.values[PIXEL_FORMAT][0];
    if (buffer != NULL && size < frame_bytes(&geometry, format)) {
        return RC_BUFFER_TOO_SMALL;
    }
    camera->stream_frames += camera->control->lose_frames;
    camera->control->lose_frames = 0;
    latch(camera);
    if (buffer != NULL) {
        draw(camera, &geometry, format, camera->stream_frames, buffer);
    }
    fill_descriptor(camera, &geometry, descriptor);
    camera->stream_frames++;
    camera->control->frames++;
    step_automatics(camera);
    return RC_OK;
}

static int32_t gone(int index) {
    int32_t code = control()->cameras[index].gone_code;
    return code ? code : RC_HARDWARE;
}

PXL_EXPORT int PxLGetNextFrame(uint32_t handle, uint32_t size, uint8_t *buffer, FrameDescriptor *descriptor) {
    int32_t code;
    Camera *camera = enter(handle, CALL_NEXT_FRAME, ANY_FEATURE, &code);
    if (camera == NULL) {
        return leave(NULL, "PxLGetNextFrame", code);
    }
    if (!camera->streaming) {
        return leave(camera, "PxLGetNextFrame", RC_NO_STREAM);
    }
    if (camera->fetching) {
        return leave(camera, "PxLGetNextFrame", RC_GET_NEXT_FRAME_BUSY);
    }
    if (camera->control->unplug_at_frame != 0 && camera->control->frames + 1 >= camera->control->unplug_at_frame) {
        camera->control->unplug_at_frame = 0;
        camera->control->plugged = 0;
        return leave(camera, "PxLGetNextFrame", gone(handle & 15));
    }
    camera->fetching = true;
    bool came = wait_for_frame(camera, handle, next_due_s(camera));
    camera->fetching = false;
    if (came) {
        int32_t failure = deliver(camera, size, buffer, descriptor);
        return leave(camera, "PxLGetNextFrame", failure ? failure : code);
    }
    bool there = plugged_camera(handle & 15) == camera && camera->handle == handle;
    return leave(camera, "PxLGetNextFrame", there ? RC_STREAM_STOPPED : gone(handle & 15));
}
