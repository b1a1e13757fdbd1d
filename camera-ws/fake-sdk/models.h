/* The camera models: sensors, features with their limits, pixel formats. */
#ifndef MODELS_H
#define MODELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pxl.h"

typedef struct {
    float min, max, initial;
} Range;

typedef struct {
    uint32_t id, flags, count;
    Range ranges[PARAMS_MAX];
} Feature;

typedef struct {
    const char *name;
    uint32_t width, height, bits;
    bool color;
    float readout_fps; /* at full height; fewer rows are faster */
    const Feature *features;
    size_t feature_count;
    const uint32_t *formats;
    size_t format_count;
} Model;

enum { MODELS = 3 };
extern const Model models[MODELS];

const Feature *find_feature(const Model *model, uint32_t id);

#endif
