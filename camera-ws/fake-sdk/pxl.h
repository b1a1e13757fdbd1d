/* The interface of PixeLINK's Linux library: codes, flags and structures. */
#ifndef PXL_H
#define PXL_H

#include <stddef.h>
#include <stdint.h>

#define PXL_EXPORT __attribute__((visibility("default")))

enum {
    RC_OK = 0,
    RC_PARAMETERS_CHANGED = 1,
    RC_ALREADY_RUNNING = 2,
};
#define RC_INVALID_HANDLE ((int32_t)0x80000002)
#define RC_INVALID_PARAMETER ((int32_t)0x80000003)
#define RC_BUFFER_TOO_SMALL ((int32_t)0x80000004)
#define RC_NOT_SUPPORTED ((int32_t)0x80000006)
#define RC_HARDWARE ((int32_t)0x80000009)
#define RC_STREAM_STOPPED ((int32_t)0x80000012)
#define RC_OUT_OF_RANGE ((int32_t)0x80000016)
#define RC_NO_CAMERA_AVAILABLE ((int32_t)0x80000017)
#define RC_GET_NEXT_FRAME_BUSY ((int32_t)0x80000019)
#define RC_NO_STREAM ((int32_t)0x90000005)
#define RC_CAMERA_TIMEOUT ((int32_t)0x9000000C)
#define RC_NOT_WHILE_STREAMING ((int32_t)0x9000001B)
#define RC_INVALID_AUTO_ROI ((int32_t)0x9000001D)

enum {
    FLAG_PRESENCE = 1,
    FLAG_MANUAL = 2,
    FLAG_AUTO = 4,
    FLAG_ONE_PUSH = 8,
    FLAG_OFF = 16,
    FLAG_READ_ONLY = 64,
    FLAG_WHILE_STREAMING = 128,
    FLAG_PERSISTABLE = 256,
    FLAG_VOLATILE = 1024,
    MODE_FLAGS = FLAG_MANUAL | FLAG_AUTO | FLAG_ONE_PUSH | FLAG_OFF,
};

enum {
    BRIGHTNESS = 0,
    SHARPNESS = 2,
    COLOR_TEMP = 3,
    SATURATION = 5,
    GAMMA = 6,
    EXPOSURE = 7,
    GAIN = 8,
    TEMPERATURE = 11,
    TRIGGER = 12,
    FRAME_RATE = 18,
    ROI = 19,
    FLIP = 20,
    PIXEL_ADDRESSING = 21,
    PIXEL_FORMAT = 22,
    AUTO_ROI = 24,
    WHITE_SHADING = 27,
    ROTATE = 28,
    MAX_PIXEL_SIZE = 31,
    BODY_TEMPERATURE = 32,
    BANDWIDTH_LIMIT = 34,
    ACTUAL_FRAME_RATE = 35,
    SHARPNESS_SCORE = 36,
    FEATURES = 40,
    PARAMS_MAX = 5,
};

typedef struct {
    uint32_t size, serial;
    uint8_t mac[6];
    uint8_t addresses[33];
    uint8_t properties;
    uint8_t controlling_ip[4];
    uint32_t link_speed;
} CameraId;

typedef struct {
    char vendor[33], model[33], description[256], serial[33], firmware[12], fpga[12], name[256], xml[12], boot[12];
    char lens[64];
} CameraInfo;

typedef struct {
    int32_t code;
    char function[64], code_name[64], text[256];
} ErrorReport;

typedef struct {
    float min, max;
} ParamLimits;

typedef struct {
    uint32_t id, flags, count;
    ParamLimits *params;
} FeatureLimits;

typedef struct {
    uint32_t size, count;
    FeatureLimits *features;
} CameraFeatures;

/* Unused fields are gaps, named by their offset. */
typedef struct {
    uint32_t size;
    float frame_time_s;
    uint32_t frame_number;
    float brightness, gap16, sharpness, white_balance, gap28, saturation, gamma, shutter, gain;
    float gap48[2], temperature, trigger[5];
    float gap80[84];
    float frame_rate, roi[4], flip[2], decimation, pixel_format, gap452[4], auto_roi[4], gap484;
    float white_shading[3], rotate, gap504[2], max_pixel_size, gap516[2], pixel_addressing[2], gap532;
    double frame_time_double_s;
    uint64_t frame_number_64;
    float bandwidth_limit, actual_frame_rate, sharpness_score_params[5], sharpness_score;
    uint32_t hdr[3], polar[6], compression[2], end;
} FrameDescriptor;

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #field)
_Static_assert(sizeof(CameraId) == 56, "camera id");
_Static_assert(sizeof(CameraInfo) == 723, "camera info");
_Static_assert(sizeof(ErrorReport) == 388, "error report");
_Static_assert(sizeof(CameraFeatures) == 16, "camera features");
_Static_assert(sizeof(FeatureLimits) == 24, "feature limits");
_Static_assert(sizeof(FrameDescriptor) == 632, "frame descriptor");
AT(CameraId, properties, 47);
AT(CameraId, link_speed, 52);
AT(CameraInfo, name, 379);
AT(FrameDescriptor, brightness, 12);
AT(FrameDescriptor, sharpness, 20);
AT(FrameDescriptor, white_balance, 24);
AT(FrameDescriptor, saturation, 32);
AT(FrameDescriptor, gamma, 36);
AT(FrameDescriptor, shutter, 40);
AT(FrameDescriptor, gain, 44);
AT(FrameDescriptor, temperature, 56);
AT(FrameDescriptor, trigger, 60);
AT(FrameDescriptor, frame_rate, 416);
AT(FrameDescriptor, roi, 420);
AT(FrameDescriptor, flip, 436);
AT(FrameDescriptor, pixel_format, 448);
AT(FrameDescriptor, auto_roi, 468);
AT(FrameDescriptor, white_shading, 488);
AT(FrameDescriptor, rotate, 500);
AT(FrameDescriptor, max_pixel_size, 512);
AT(FrameDescriptor, pixel_addressing, 524);
AT(FrameDescriptor, frame_time_double_s, 536);
AT(FrameDescriptor, frame_number_64, 544);
AT(FrameDescriptor, bandwidth_limit, 552);
AT(FrameDescriptor, actual_frame_rate, 556);
AT(FrameDescriptor, sharpness_score_params, 560);
AT(FrameDescriptor, sharpness_score, 580);
AT(FrameDescriptor, hdr, 584);
AT(FrameDescriptor, polar, 596);
AT(FrameDescriptor, compression, 620);

#endif
