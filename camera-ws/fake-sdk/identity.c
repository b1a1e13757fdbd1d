/* Finding, opening and naming cameras. */
#include <stdio.h>
#include <string.h>

#include "camera.h"

enum { LINK_SPEED_USB3_MBPS = 5000 };

PXL_EXPORT int PxLGetNumberCamerasEx(CameraId *ids, uint32_t *count) {
    lock();
    uint32_t found = 0;
    for (int i = 0; i < CAMERAS; i++) {
        Camera *camera = plugged_camera(i);
        if (camera == NULL) {
            continue;
        }
        if (ids != NULL && found < *count) {
            memset(&ids[found], 0, sizeof ids[found]);
            ids[found].size = sizeof ids[found];
            ids[found].serial = camera->control->serial;
            ids[found].link_speed = LINK_SPEED_USB3_MBPS;
        }
        found++;
    }
    *count = found;
    unlock();
    return RC_OK;
}

/* As in the vendor's library, serial 0 means any camera. */
static int find_index(uint32_t serial) {
    for (int i = 0; i < CAMERAS; i++) {
        Camera *camera = plugged_camera(i);
        if (camera != NULL && (serial == 0 || camera->control->serial == serial)) {
            return i;
        }
    }
    return -1;
}

PXL_EXPORT int PxLInitializeEx(uint32_t serial, uint64_t *handle, uint32_t flags) {
    (void)flags;
    lock();
    int index = find_index(serial);
    if (index < 0) {
        return leave(NULL, "PxLInitializeEx", RC_NO_CAMERA_AVAILABLE);
    }
    Camera *camera = plugged_camera(index);
    int32_t code = scripted(camera->control, CALL_INITIALIZE, ANY_FEATURE);
    if (code >= 0) {
        open_camera(camera, index);
        *handle = camera->handle;
    }
    return leave(camera, "PxLInitializeEx", code);
}

PXL_EXPORT int PxLUninitialize(uint32_t handle) {
    int32_t code;
    Camera *camera = enter(handle, CALL_UNINITIALIZE, ANY_FEATURE, &code);
    if (camera != NULL) {
        camera->handle = 0;
        camera->streaming = false;
        camera->control->closes++;
    }
    return leave(camera, "PxLUninitialize", code);
}

PXL_EXPORT int PxLGetCameraInfoEx(uint32_t handle, CameraInfo *info, uint32_t size) {
    int32_t code;
    Camera *camera = enter(handle, CALL_INFO, ANY_FEATURE, &code);
    if (camera != NULL && size < sizeof *info) {
        code = RC_BUFFER_TOO_SMALL;
    } else if (camera != NULL) {
        memset(info, 0, sizeof *info);
        snprintf(info->vendor, sizeof info->vendor, "PixeLINK");
        snprintf(info->model, sizeof info->model, "%s", camera->model->name);
        snprintf(info->description, sizeof info->description, "A camera of software");
        snprintf(info->serial, sizeof info->serial, "%u", camera->control->serial);
        snprintf(info->firmware, sizeof info->firmware, "01.07.2");
        snprintf(info->name, sizeof info->name, "Bench %u", camera->control->serial);
    }
    return leave(camera, "PxLGetCameraInfoEx", code);
}

PXL_EXPORT int PxLGetErrorReport(uint32_t handle, ErrorReport *report) {
    lock();
    const Camera *camera = last_failed(handle);
    memset(report, 0, sizeof *report);
    report->code = camera->last_code;
    snprintf(report->function, sizeof report->function, "%s", camera->last_call);
    snprintf(report->code_name, sizeof report->code_name, "0x%08X", (unsigned)camera->last_code);
    snprintf(report->text, sizeof report->text, "The double answered 0x%08X", (unsigned)camera->last_code);
    unlock();
    return RC_OK;
}
