#include "camera.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static Camera cameras[CAMERAS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint32_t opened_so_far;
static Camera nobody;

void lock(void) { pthread_mutex_lock(&mutex); }
void unlock(void) { pthread_mutex_unlock(&mutex); }

double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void pause_us(uint32_t us) {
    struct timespec wait = {us / 1000000, (long)(us % 1000000) * 1000};
    nanosleep(&wait, NULL);
}

static bool starts_off(uint32_t id) { return id == TRIGGER || id == SHARPNESS_SCORE; }

void factory_settings(Camera *camera) {
    memset(&camera->now, 0, sizeof camera->now);
    for (size_t i = 0; i < camera->model->feature_count; i++) {
        const Feature *feature = &camera->model->features[i];
        for (uint32_t p = 0; p < feature->count; p++) {
            camera->now.values[feature->id][p] = feature->ranges[p].initial;
        }
        camera->now.modes[feature->id] = starts_off(feature->id) ? FLAG_OFF : FLAG_MANUAL;
    }
    camera->exposing_s = camera->now.values[EXPOSURE][0];
    camera->exposing_db = camera->now.values[GAIN][0];
}

static void power_up(Camera *camera, CameraControl *wanted) {
    bool user_saved = camera->user_saved && camera->control != NULL && camera->control->serial == wanted->serial;
    Settings user_channel = camera->user_channel;
    memset(camera, 0, sizeof *camera);
    camera->control = wanted;
    camera->model = &models[wanted->model % MODELS];
    camera->user_saved = user_saved;
    camera->user_channel = user_channel;
    factory_settings(camera);
}

static void obey_reset(void) {
    Control *block = control();
    if (block->reset == 0) {
        return;
    }
    memset(cameras, 0, sizeof cameras);
    block->reset = 0;
}

Camera *plugged_camera(int index) {
    obey_reset();
    CameraControl *wanted = &control()->cameras[index];
    Camera *camera = &cameras[index];
    if (!wanted->plugged || wanted->serial == 0) {
        camera->model = NULL; /* without power it loses all but the user channel */
        return NULL;
    }
    if (camera->model == NULL) {
        power_up(camera, wanted);
    }
    return camera;
}

int open_camera(Camera *camera, int index) {
    camera->handle = ++opened_so_far << 4 | (uint32_t)index;
    camera->control->opens++;
    return RC_OK;
}

Camera *enter(uint32_t handle, enum Call call, uint32_t feature, int32_t *code) {
    lock();
    int index = handle & 15;
    *code = RC_INVALID_HANDLE;
    if (handle == 0 || index >= CAMERAS) {
        return NULL;
    }
    Camera *camera = plugged_camera(index);
    if (camera == NULL) {
        int32_t gone = control()->cameras[index].gone_code;
        *code = gone ? gone : RC_HARDWARE;
        return NULL;
    }
    if (camera->handle != handle) {
        return NULL;
    }
    if (camera->fetching && call != CALL_STREAM_STOP) {
        camera->control->overlaps++;
    }
    *code = scripted(camera->control, call, feature);
    if (*code < 0) {
        leave(camera, "scripted", *code);
        lock();
        return NULL;
    }
    return camera;
}

int32_t leave(Camera *camera, const char *call, int32_t code) {
    Camera *told = camera == NULL ? &nobody : camera;
    if (code < 0) {
        told->last_code = code;
        snprintf(told->last_call, sizeof told->last_call, "%s", call);
    }
    unlock();
    return code;
}

const Camera *last_failed(uint32_t handle) {
    int index = handle & 15;
    bool known = handle != 0 && index < CAMERAS && cameras[index].handle == handle && cameras[index].last_code < 0;
    return known ? &cameras[index] : &nobody;
}
