#include "models.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BASE (FLAG_PRESENCE | FLAG_MANUAL)
#define LIVE (BASE | FLAG_WHILE_STREAMING | FLAG_PERSISTABLE)
#define READABLE (FLAG_PRESENCE | FLAG_READ_ONLY | FLAG_WHILE_STREAMING)
#define REGION(w, h) {{0, (w) - 64, 0}, {0, (h) - 64, 0}, {64, (w), (w)}, {64, (h), (h)}}

/* A monochrome camera with all features: packed formats, automatics with limits and a
   region, triggers, a sharpness score, all four addressing modes. */
static const Feature mono_features[] = {
    {BRIGHTNESS, LIVE, 1, {{0, 100, 10}}},
    {GAMMA, LIVE | FLAG_OFF, 1, {{0.1f, 4, 1}}},
    {EXPOSURE, LIVE | FLAG_AUTO | FLAG_ONE_PUSH, 3, {{0.00002f, 2, 0.008f}, {0.00002f, 2, 0.001f}, {0.00002f, 2, 0.1f}}},
    {GAIN, LIVE, 1, {{0, 24, 0}}},
    {TEMPERATURE, READABLE, 1, {{-20, 100, 41.5f}}},
    {BODY_TEMPERATURE, READABLE, 1, {{-20, 100, 36}}},
    {TRIGGER, BASE | FLAG_OFF, 5, {{0, 0, 0}, {0, 2, 0}, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}}},
    {FRAME_RATE, LIVE, 1, {{1, 200, 100}}},
    {ROI, BASE | FLAG_PERSISTABLE, 4, REGION(320, 240)},
    {FLIP, LIVE, 2, {{0, 1, 0}, {0, 1, 0}}},
    {PIXEL_ADDRESSING, BASE, 4, {{1, 4, 1}, {0, 3, 0}, {1, 4, 1}, {1, 4, 1}}},
    {PIXEL_FORMAT, BASE | FLAG_PERSISTABLE, 1, {{0, 38, 0}}},
    {AUTO_ROI, LIVE, 4, REGION(320, 240)},
    {ROTATE, BASE, 1, {{0, 270, 0}}},
    {MAX_PIXEL_SIZE, READABLE, 1, {{8, 16, 12}}},
    {BANDWIDTH_LIMIT, LIVE | FLAG_OFF, 1, {{100, 400, 400}}},
    {ACTUAL_FRAME_RATE, READABLE, 1, {{0.1f, 200, 100}}},
    {SHARPNESS_SCORE, LIVE | FLAG_OFF, 5, {{0, 256, 0}, {0, 176, 0}, {64, 320, 320}, {64, 240, 240}, {1, 65535, 65535}}},
};
static const uint32_t mono_formats[] = {0, 1, 13, 20, 25};

/* A colour camera: Bayer formats whose order follows the flip, formats made by the camera, white balance. */
static const Feature color_features[] = {
    {BRIGHTNESS, LIVE, 1, {{0, 100, 10}}},
    {SHARPNESS, LIVE, 1, {{0, 100, 50}}},
    {COLOR_TEMP, LIVE | FLAG_OFF, 1, {{3200, 6500, 5000}}},
    {SATURATION, LIVE, 1, {{0, 200, 100}}},
    {GAMMA, LIVE | FLAG_OFF, 1, {{0.1f, 4, 2.2f}}},
    {EXPOSURE, LIVE | FLAG_AUTO | FLAG_ONE_PUSH, 3, {{0.00002f, 2, 0.008f}, {0.00002f, 2, 0.001f}, {0.00002f, 2, 0.1f}}},
    {GAIN, LIVE | FLAG_AUTO, 1, {{0, 24, 0}}},
    {TEMPERATURE, READABLE, 1, {{-20, 100, 39}}},
    {FRAME_RATE, LIVE, 1, {{1, 200, 100}}},
    {ROI, BASE | FLAG_PERSISTABLE, 4, REGION(320, 240)},
    {FLIP, BASE, 2, {{0, 1, 0}, {0, 1, 0}}},
    {PIXEL_FORMAT, BASE | FLAG_PERSISTABLE, 1, {{0, 38, 3}}},
    {WHITE_SHADING, LIVE | FLAG_ONE_PUSH, 3, {{0.5f, 4, 1}, {0.5f, 4, 1}, {0.5f, 4, 1}}},
    {MAX_PIXEL_SIZE, READABLE, 1, {{8, 16, 12}}},
    {ACTUAL_FRAME_RATE, READABLE, 1, {{0.1f, 200, 100}}},
};
static const uint32_t color_formats[] = {2, 3, 4, 5, 14, 18, 21, 26, 34};

/* An older camera: no gamma, addressing of two parameters, and a frame rate whose limit depends on exposure and ROI. */
static const Feature older_features[] = {
    {EXPOSURE, LIVE, 1, {{0.00004f, 1, 0.01f}}},
    {GAIN, LIVE, 1, {{0, 12, 0}}},
    {TEMPERATURE, READABLE, 1, {{-20, 100, 33}}},
    {FRAME_RATE, LIVE | FLAG_VOLATILE, 1, {{1, 400, 50}}},
    {ROI, BASE, 4, REGION(256, 192)},
    {FLIP, BASE, 2, {{0, 1, 0}, {0, 1, 0}}},
    {PIXEL_ADDRESSING, BASE, 2, {{1, 4, 1}, {0, 0, 0}}},
    {PIXEL_FORMAT, BASE, 1, {{0, 38, 0}}},
    {MAX_PIXEL_SIZE, READABLE, 1, {{8, 16, 10}}},
};
static const uint32_t older_formats[] = {0, 1};

const Model models[MODELS] = {
    {"PL-D752MU", 320, 240, 12, false, 200, mono_features, COUNT(mono_features), mono_formats, COUNT(mono_formats)},
    {"PL-D752CU", 320, 240, 12, true, 200, color_features, COUNT(color_features), color_formats, COUNT(color_formats)},
    {"PL-B741U", 256, 192, 10, false, 100, older_features, COUNT(older_features), older_formats, COUNT(older_formats)},
};

const Feature *find_feature(const Model *model, uint32_t id) {
    for (size_t i = 0; i < model->feature_count; i++) {
        if (model->features[i].id == id) {
            return &model->features[i];
        }
    }
    return NULL;
}
