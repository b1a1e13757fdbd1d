/* Feature values that depend on others. */
#ifndef FEATURE_RULES_H
#define FEATURE_RULES_H

#include "camera.h"

/* The present limits of a parameter: volatile ones depend on other features. */
Range limits_now(const Camera *camera, const Feature *feature, uint32_t param);

float actual_frame_rate(const Camera *camera);

#endif
