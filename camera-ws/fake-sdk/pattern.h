/* Pictures that a test can compute, in every layout of PixeLINK's raw frames. */
#ifndef PATTERN_H
#define PATTERN_H

#include "camera.h"

typedef struct {
    uint32_t width, height; /* of the picture delivered, after addressing and rotation */
    uint32_t left, top, region_width, region_height;
    uint32_t step_x, step_y, rotate;
    bool flip_across, flip_down;
} Geometry;

Geometry geometry_of(const Camera *camera);

/* Bytes of a frame in this layout. */
size_t frame_bytes(const Geometry *geometry, uint32_t format);

void draw(const Camera *camera, const Geometry *geometry, uint32_t format, uint32_t number, uint8_t *out);

#endif
