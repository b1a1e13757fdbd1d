/* Feature values that follow from others. */
#ifndef FEATURE_RULES_H
#define FEATURE_RULES_H

#include "camera.h"

/* Limits of a parameter as they are now: a volatile one moves with other features. */
Range limits_now(const Camera *camera, const Feature *feature, uint32_t param);

float actual_frame_rate(const Camera *camera);

#endif
