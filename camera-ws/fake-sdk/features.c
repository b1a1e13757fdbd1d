/* PxLGetCameraFeatures, PxLGetFeature, PxLSetFeature, and the camera's memory channels. */
#include "camera.h"

#include <math.h>
#include <string.h>

enum { ROI_STEP = 8, CHANNEL_FACTORY = 0, CHANNEL_USER = 1 };
static const uint32_t ALL_FEATURES = 0xFFFFFFFF;

Range limits_now(const Camera *camera, const Feature *feature, uint32_t param) {
    Range range = feature->ranges[param];
    if (feature->id == FRAME_RATE && feature->flags & FLAG_VOLATILE) {
        float rows = camera->now.values[ROI][3];
        float readout = camera->model->readout_fps * (float)camera->model->height / rows;
        range.max = fminf(range.max, fminf(readout, 1 / camera->now.values[EXPOSURE][0]));
    }
    return range;
}

float actual_frame_rate(const Camera *camera) {
    return fminf(camera->now.values[FRAME_RATE][0], 1 / camera->now.values[EXPOSURE][0]);
}

static size_t params_of(const Model *model, uint32_t id, uint32_t *features) {
    size_t params = 0;
    *features = 0;
    for (size_t i = 0; i < model->feature_count; i++) {
        if (id == ALL_FEATURES || model->features[i].id == id) {
            params += model->features[i].count;
            ++*features;
        }
    }
    return params;
}

static void describe(const Camera *camera, uint32_t id, CameraFeatures *out, uint32_t features) {
    FeatureLimits *limits = (FeatureLimits *)(out + 1);
    ParamLimits *params = (ParamLimits *)(limits + features);
    *out = (CameraFeatures){sizeof *out, features, limits};
    for (size_t i = 0; i < camera->model->feature_count; i++) {
        const Feature *feature = &camera->model->features[i];
        if (id != ALL_FEATURES && feature->id != id) {
            continue;
        }
        *limits++ = (FeatureLimits){feature->id, feature->flags, feature->count, params};
        for (uint32_t p = 0; p < feature->count; p++) {
            Range range = limits_now(camera, feature, p);
            *params++ = (ParamLimits){range.min, range.max};
        }
    }
}

PXL_EXPORT int PxLGetCameraFeatures(uint32_t handle, uint32_t id, CameraFeatures *out, uint32_t *bytes) {
    int32_t code;
    Camera *camera = enter(handle, CALL_FEATURES, id, &code);
    if (camera == NULL) {
        return leave(NULL, "PxLGetCameraFeatures", code);
    }
    uint32_t features;
    size_t params = params_of(camera->model, id, &features);
    size_t needed = sizeof *out + features * sizeof(FeatureLimits) + params * sizeof(ParamLimits);
    if (features == 0) {
        code = RC_NOT_SUPPORTED;
    } else if (out != NULL && *bytes < needed) {
        code = RC_BUFFER_TOO_SMALL;
    } else if (out != NULL) {
        describe(camera, id, out, features);
    }
    *bytes = (uint32_t)needed;
    return leave(camera, "PxLGetCameraFeatures", code);
}

PXL_EXPORT int PxLGetFeature(uint32_t handle, uint32_t id, uint32_t *flags, uint32_t *count, float *params) {
    int32_t code;
    Camera *camera = enter(handle, CALL_GET, id, &code);
    if (camera == NULL) {
        return leave(NULL, "PxLGetFeature", code);
    }
    const Feature *feature = find_feature(camera->model, id);
    if (feature == NULL) {
        return leave(camera, "PxLGetFeature", RC_NOT_SUPPORTED);
    }
    if (params != NULL && *count < feature->count) {
        return leave(camera, "PxLGetFeature", RC_BUFFER_TOO_SMALL);
    }
    *flags = (feature->flags & ~(uint32_t)MODE_FLAGS) | camera->now.modes[id];
    *count = feature->count;
    if (params != NULL) {
        memcpy(params, camera->now.values[id], feature->count * sizeof *params);
        if (id == ACTUAL_FRAME_RATE) {
            params[0] = actual_frame_rate(camera);
        }
    }
    return leave(camera, "PxLGetFeature", code);
}

/* The Bayer formats of each layout, in the orders GRBG, RGGB, GBRG, BGGR. */
static const uint32_t bayer_layouts[][4] = {
    {3, 7, 8, 9}, {4, 10, 11, 12}, {14, 15, 16, 17}, {21, 22, 23, 24}, {26, 27, 28, 29}};

/* The sensor is GRBG; flipped horizontally it is RGGB, vertically BGGR, both GBRG. */
static int bayer_order(const Camera *camera) {
    bool across = camera->now.values[FLIP][0] != 0, down = camera->now.values[FLIP][1] != 0;
    return across ? (down ? 2 : 1) : (down ? 3 : 0);
}

/* The format of the same layout with the Bayer order of the present flip. */
static uint32_t in_current_order(const Camera *camera, uint32_t format) {
    for (size_t layout = 0; layout < sizeof bayer_layouts / sizeof bayer_layouts[0]; layout++) {
        for (int order = 0; order < 4; order++) {
            if (bayer_layouts[layout][order] == format) {
                return bayer_layouts[layout][bayer_order(camera)];
            }
        }
    }
    return format;
}

static bool has_format(const Camera *camera, float wanted) {
    for (size_t i = 0; i < camera->model->format_count; i++) {
        if ((float)in_current_order(camera, camera->model->formats[i]) == wanted) {
            return true;
        }
    }
    return false;
}

static int32_t check(const Camera *camera, const Feature *feature, uint32_t mode, uint32_t count, const float *params) {
    if (feature->flags & FLAG_READ_ONLY) {
        return RC_NOT_SUPPORTED;
    }
    if (camera->streaming && !(feature->flags & FLAG_WHILE_STREAMING)) {
        return RC_NOT_WHILE_STREAMING;
    }
    bool one_mode = mode != 0 && (mode & (mode - 1)) == 0;
    if (!one_mode || !(mode & feature->flags & MODE_FLAGS) || count > feature->count) {
        return RC_INVALID_PARAMETER;
    }
    for (uint32_t p = 0; p < count; p++) {
        Range range = limits_now(camera, feature, p);
        if (!(params[p] >= range.min && params[p] <= range.max)) {
            return RC_OUT_OF_RANGE;
        }
    }
    if (feature->id == PIXEL_FORMAT && !has_format(camera, params[0])) {
        return RC_OUT_OF_RANGE;
    }
    if (feature->id == ROTATE && fmodf(params[0], 90) != 0) {
        return RC_OUT_OF_RANGE;
    }
    return RC_OK;
}

/* Rounds to the steps of the sensor; refuses a region beyond its edge. */
static int32_t round_region(const Model *model, float *region) {
    if (region[0] + region[2] > (float)model->width || region[1] + region[3] > (float)model->height) {
        return RC_OUT_OF_RANGE;
    }
    for (int i = 0; i < 4; i++) {
        region[i] -= fmodf(region[i], ROI_STEP);
    }
    return RC_OK;
}

/* The region is relative to the region of interest and must lie within it. */
static bool fits(const Camera *camera, const float *region) {
    const float *all = camera->now.values[ROI];
    return region[0] + region[2] <= all[2] && region[1] + region[3] <= all[3];
}

/* A smaller region of interest also reduces the region of the automatics. */
static int32_t keep_auto_region(Camera *camera) {
    float *region = camera->now.values[AUTO_ROI];
    if (find_feature(camera->model, AUTO_ROI) == NULL || fits(camera, region)) {
        return RC_OK;
    }
    region[0] = region[1] = 0;
    memcpy(region + 2, camera->now.values[ROI] + 2, 2 * sizeof *region);
    return RC_PARAMETERS_CHANGED;
}

static int32_t settle(Camera *camera, uint32_t id, uint32_t mode) {
    float *values = camera->now.values[id];
    if (id == FLIP) {
        float *format = camera->now.values[PIXEL_FORMAT];
        *format = (float)in_current_order(camera, (uint32_t)*format);
    }
    if (id == PIXEL_ADDRESSING && find_feature(camera->model, id)->count == 4) {
        values[0] = values[2];
    }
    if (id == EXPOSURE || id == GAIN) {
        camera->lag_frames = camera->control->delay_frames;
    }
    if (mode == FLAG_AUTO || mode == FLAG_ONE_PUSH) {
        camera->automatic_frames = 0;
    }
    int32_t code = id == ROI ? keep_auto_region(camera) : RC_OK;
    const Feature *rate = find_feature(camera->model, FRAME_RATE);
    Range range = limits_now(camera, rate, 0);
    if (camera->now.values[FRAME_RATE][0] > range.max) {
        camera->now.values[FRAME_RATE][0] = range.max;
        return RC_PARAMETERS_CHANGED;
    }
    return code;
}

PXL_EXPORT int PxLSetFeature(uint32_t handle, uint32_t id, uint32_t mode, uint32_t count, const float *params) {
    int32_t warning;
    Camera *camera = enter(handle, CALL_SET, id, &warning);
    if (camera == NULL) {
        return leave(NULL, "PxLSetFeature", warning);
    }
    const Feature *feature = find_feature(camera->model, id);
    int32_t code = feature == NULL ? RC_NOT_SUPPORTED : check(camera, feature, mode, count, params);
    if (code < 0) {
        return leave(camera, "PxLSetFeature", code);
    }
    float wanted[PARAMS_MAX];
    memcpy(wanted, camera->now.values[id], sizeof wanted);
    memcpy(wanted, params, count * sizeof *params);
    if (id == ROI && (code = round_region(camera->model, wanted)) < 0) {
        return leave(camera, "PxLSetFeature", code);
    }
    if (id == AUTO_ROI && !fits(camera, wanted)) {
        return leave(camera, "PxLSetFeature", RC_INVALID_AUTO_ROI);
    }
    memcpy(camera->now.values[id], wanted, sizeof wanted);
    camera->now.modes[id] = mode;
    code = settle(camera, id, mode);
    return leave(camera, "PxLSetFeature", code ? code : warning);
}

PXL_EXPORT int PxLSaveSettings(uint32_t handle, uint32_t channel) {
    int32_t code;
    Camera *camera = enter(handle, CALL_SAVE, ANY_FEATURE, &code);
    if (camera != NULL && channel != CHANNEL_USER) {
        code = RC_INVALID_PARAMETER;
    } else if (camera != NULL && camera->streaming) {
        code = RC_NOT_WHILE_STREAMING;
    } else if (camera != NULL) {
        camera->user_channel = camera->now;
        camera->user_saved = true;
    }
    return leave(camera, "PxLSaveSettings", code);
}

PXL_EXPORT int PxLLoadSettings(uint32_t handle, uint32_t channel) {
    int32_t code;
    Camera *camera = enter(handle, CALL_LOAD, ANY_FEATURE, &code);
    if (camera != NULL && (channel > CHANNEL_USER || (channel == CHANNEL_USER && !camera->user_saved))) {
        code = RC_INVALID_PARAMETER;
    } else if (camera != NULL && camera->streaming) {
        code = RC_NOT_WHILE_STREAMING;
    } else if (camera != NULL && channel == CHANNEL_FACTORY) {
        factory_settings(camera);
    } else if (camera != NULL) {
        camera->now = camera->user_channel;
    }
    return leave(camera, "PxLLoadSettings", code);
}
