#include "pattern.h"

#include <string.h>

enum { RED, GREEN, BLUE, CHANNELS };
enum { YUV422 = 2, RGB24_BOTTOM_UP = 5, RGB24_NON_DIB = 18, BGR24 = 34 };
enum { CB = 100, CR = 180 };

Geometry geometry_of(const Camera *camera) {
    const Settings *now = &camera->now;
    const float *region = now->values[ROI], *steps = now->values[PIXEL_ADDRESSING];
    const Feature *addressing = find_feature(camera->model, PIXEL_ADDRESSING);
    bool each_way = addressing != NULL && addressing->count == 4;
    Geometry g = {
        .left = (uint32_t)region[0],
        .top = (uint32_t)region[1],
        .region_width = (uint32_t)region[2],
        .region_height = (uint32_t)region[3],
        .step_x = addressing == NULL ? 1 : (uint32_t)(each_way ? steps[2] : steps[0]),
        .step_y = addressing == NULL ? 1 : (uint32_t)(each_way ? steps[3] : steps[0]),
        .rotate = (uint32_t)now->values[ROTATE][0],
        .flip_across = now->values[FLIP][0] != 0,
        .flip_down = now->values[FLIP][1] != 0,
    };
    uint32_t across = g.region_width / g.step_x, down = g.region_height / g.step_y;
    bool turned = g.rotate == 90 || g.rotate == 270;
    g.width = turned ? down : across;
    g.height = turned ? across : down;
    return g;
}

/* The scene: a gradient that moves with the frame number; in colour, red is brighter than green, green than blue. */
static uint32_t light(const Model *model, uint32_t x, uint32_t y, uint32_t number, int channel) {
    uint32_t levels = 1u << model->bits, gradient = (3 * x + 5 * y + 7 * number) & (levels - 1);
    static const uint32_t lift[CHANNELS] = {3, 1, 0};
    return model->color ? gradient / 4 + lift[channel] * levels / 4 : gradient;
}

static int bayer_channel(uint32_t x, uint32_t y) {
    static const int grbg[2][2] = {{GREEN, RED}, {BLUE, GREEN}};
    return grbg[y & 1][x & 1];
}

/* The sensor's pixel under a pixel of the picture. */
static void locate(const Geometry *g, uint32_t column, uint32_t row, uint32_t *x, uint32_t *y) {
    uint32_t across = g->region_width / g->step_x, down = g->region_height / g->step_y;
    uint32_t u = column, v = row;
    if (g->rotate == 90) {
        u = row, v = down - 1 - column;
    } else if (g->rotate == 180) {
        u = across - 1 - column, v = down - 1 - row;
    } else if (g->rotate == 270) {
        u = across - 1 - row, v = column;
    }
    *x = g->left + (g->flip_across ? across - 1 - u : u) * g->step_x;
    *y = g->top + (g->flip_down ? down - 1 - v : v) * g->step_y;
}

static uint32_t sample(const Camera *camera, const Geometry *g, uint32_t index, uint32_t number, int channel) {
    uint32_t x, y;
    locate(g, index % g->width, index / g->width, &x, &y);
    return light(camera->model, x, y, number, channel < 0 ? bayer_channel(x, y) : channel);
}

static bool is_deep(uint32_t format) { return format == 1 || format == 4 || (format >= 10 && format <= 12); }
static bool is_packed12(uint32_t format) { return format >= 13 && format <= 17; }
static bool is_packed12_msfirst(uint32_t format) { return format >= 20 && format <= 24; }
static bool is_packed10_msfirst(uint32_t format) { return format >= 25 && format <= 29; }
static bool is_rgb(uint32_t format) { return format == RGB24_BOTTOM_UP || format == RGB24_NON_DIB || format == BGR24; }

size_t frame_bytes(const Geometry *g, uint32_t format) {
    size_t pixels = (size_t)g->width * g->height;
    if (is_packed12(format) || is_packed12_msfirst(format)) {
        return pixels * 3 / 2;
    }
    if (is_packed10_msfirst(format)) {
        return pixels * 5 / 4;
    }
    return is_rgb(format) ? pixels * 3 : is_deep(format) || format == YUV422 ? pixels * 2 : pixels;
}

static void draw_packed(const uint16_t *values, size_t pixels, uint32_t format, uint8_t *out) {
    if (is_packed10_msfirst(format)) {
        for (size_t i = 0; i < pixels; i += 4) {
            for (int k = 0; k < 4; k++) {
                *out++ = (uint8_t)(values[i + k] >> 2);
            }
            *out++ = (uint8_t)((values[i] & 3) | (values[i + 1] & 3) << 2 | (values[i + 2] & 3) << 4 | (values[i + 3] & 3) << 6);
        }
        return;
    }
    for (size_t i = 0; i < pixels; i += 2) {
        uint8_t high1 = (uint8_t)(values[i] >> 4), high2 = (uint8_t)(values[i + 1] >> 4);
        uint8_t lows = (uint8_t)((values[i + 1] & 15) << 4 | (values[i] & 15));
        bool high_first = is_packed12_msfirst(format);
        *out++ = high1;
        *out++ = high_first ? high2 : lows;
        *out++ = high_first ? lows : high2;
    }
}

static void draw_rgb(const Camera *camera, const Geometry *g, uint32_t format, uint32_t number, uint8_t *out) {
    bool blue_first = format != RGB24_NON_DIB;
    for (uint32_t row = 0; row < g->height; row++) {
        uint32_t from = format == RGB24_BOTTOM_UP ? g->height - 1 - row : row;
        for (uint32_t i = from * g->width; i < (from + 1) * g->width; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                *out++ = (uint8_t)(sample(camera, g, i, number, blue_first ? BLUE - c : c) >> (camera->model->bits - 8));
            }
        }
    }
}

void draw(const Camera *camera, const Geometry *g, uint32_t format, uint32_t number, uint8_t *out) {
    uint32_t pixels = g->width * g->height, bits = camera->model->bits;
    if (is_rgb(format)) {
        draw_rgb(camera, g, format, number, out);
        return;
    }
    uint16_t row_values[4];
    for (uint32_t i = 0; i < pixels; i++) {
        uint32_t value = sample(camera, g, i, number, format == YUV422 ? GREEN : -1);
        if (is_deep(format)) {
            uint32_t aligned = value << (16 - bits);
            out[2 * i] = (uint8_t)(aligned >> 8);
            out[2 * i + 1] = (uint8_t)aligned;
        } else if (format == YUV422) {
            out[2 * i] = i % 2 == 0 ? CB : CR;
            out[2 * i + 1] = (uint8_t)(value >> (bits - 8));
        } else if (is_packed12(format) || is_packed12_msfirst(format)) {
            row_values[i % 2] = (uint16_t)value;
            if (i % 2 == 1) {
                draw_packed(row_values, 2, format, out + (size_t)(i / 2) * 3);
            }
        } else if (is_packed10_msfirst(format)) {
            row_values[i % 4] = (uint16_t)(value >> (bits - 10));
            if (i % 4 == 3) {
                draw_packed(row_values, 4, format, out + (size_t)(i / 4) * 5);
            }
        } else {
            out[i] = (uint8_t)(value >> (bits - 8));
        }
    }
}
