/* The other functions of the Linux library. They return `not supported`, as the vendor's library does for a camera that
   lacks a function. */
#include "pxl.h"

#define LACKING(name) \
    PXL_EXPORT int name(void) { return RC_NOT_SUPPORTED; }

LACKING(PxLDecompressFrame)
LACKING(PxLFormatClipEx)
LACKING(PxLFormatImage)
LACKING(PxLGetActions)
LACKING(PxLGetCameraXML)
LACKING(PxLGetCurrentTimestamp)
LACKING(PxLGetEncodedClip)
LACKING(PxLGetNextCompressedFrame)
LACKING(PxLPrivateCmd)
LACKING(PxLResetPreviewWindow)
LACKING(PxLSetActions)
LACKING(PxLSetCallback)
LACKING(PxLSetCameraIpAddress)
LACKING(PxLSetCameraName)
LACKING(PxLSetEventCallback)
LACKING(PxLSetPreviewSettings)
LACKING(PxLSetPreviewState)
LACKING(PxLSetPreviewStateEx)
