/** Generated from the OpenAPI document of the hub: `npm run generate -w clients/typescript`. */

export interface paths {
  '/annotations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the annotations of a live view or of a capture, oldest first
     * @description Needs `cameraId` or `captureId`.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getAnnotations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/annotations/{id}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the stored revisions of an annotation (the first and the newest), oldest first, even if it was removed
     * @description Who changed it, and when.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getAnnotationsIdHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List entries of the audit trail, newest first, in pages
     * @description Who did what, when and from which address.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download all entries of a filter as CSV or JSON, newest first
     * @description The response is sent while it is read. The export itself is an entry of the trail.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getAuditExport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/guest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign in as a guest with a share link and a name; valid for the scope and lifetime of the link
     * @description The secret is the part after `#` of the address of a share link. A guest sees only the live view or the session of the link.
     */
    post: operations['postAuthGuest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign in; returns a token for programs and sets a session cookie for browsers
     * @description Programs send the token as `Authorization: Bearer …`. Wrong passwords are limited per account and per address: 429 tells when to try again.
     */
    post: operations['postAuthLogin'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign out: ends this sign-in with its sockets and feeds, and clears the session cookie
     * @description Answers 204 also without a sign-in.
     */
    post: operations['postAuthLogout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the current user
     * @description For a guest: the scope of the link. For an API key: its scopes and cameras.
     *
     *     Every API key may call it.
     */
    get: operations['getAuthMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change my password; ends my other sign-ins
     * @description API keys stay valid. The response holds a new token, because the former one has ended.
     *
     *     Not for API keys: it needs a sign-in.
     */
    post: operations['postAuthPassword'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List my active sign-ins, the last used first
     * @description One entry for each browser and program that signed in with a password.
     *
     *     Not for API keys: it needs a sign-in.
     */
    get: operations['getAuthSessions'];
    put?: never;
    post?: never;
    /**
     * End all my other sign-ins, with their sockets and feeds
     * @description The sign-in that asks stays.
     *
     *     Not for API keys: it needs a sign-in.
     */
    delete: operations['deleteAuthSessions'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End one of my sign-ins, with its sockets and feeds
     * @description Its sockets and feeds end at once.
     *
     *     Not for API keys: it needs a sign-in.
     */
    delete: operations['deleteAuthSessionsId'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/camera-groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the groups of cameras
     * @description A camera may be in several groups.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCameraGroups'];
    put?: never;
    /**
     * Create a group of cameras
     * @description The cameras must be known to the hub.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postCameraGroups'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/camera-groups/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete a group; its cameras and captures stay
     * @description Shots of the group stay.
     *
     *     An API key needs the scope `control`.
     */
    delete: operations['deleteCameraGroupsId'];
    options?: never;
    head?: never;
    /**
     * Rename a group, add cameras, remove cameras
     * @description Cameras are added and removed one by one, so that two people can change a group at the same time.
     *
     *     An API key needs the scope `control`.
     */
    patch: operations['patchCameraGroupsId'];
    trace?: never;
  };
  '/camera/capture': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a picture; responds once file and database row are durable, or once the camera service has the capture
     * @description Answers once file and row are durable. With `answerWhen: kept` it answers 202 once the camera service has the capture on its disk, and the `capture:created` event follows. Without control of the camera the settings of the moment count. 507 `capture_waits`: the picture was taken and comes as soon as the hub has space.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postCameraCapture'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/camera/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the default camera is available
     * @description Answers 200 also while the camera is away: read `status`.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCameraHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/camera/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the settings as last read back from the camera
     * @description Of the camera that DEFAULT_CAMERA names, otherwise of the first one.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCameraSettings'];
    /**
     * Change settings, all or none
     * @description As for a named camera.
     *
     *     An API key needs the scope `control`.
     */
    put: operations['putCameraSettings'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/camera/video/feed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Live video as MJPEG
     * @description Each part is the newest picture, with its sequence number and time in the headers of the part. A slow client skips pictures. It ends with the sign-in or key.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCameraVideoFeed'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all cameras, including offline ones
     * @description Cameras that the caller may not see are left out.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCameras'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get one camera
     * @description State, limits of each setting, and what runs. For an offline camera: as last known.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasId'];
    put?: never;
    post?: never;
    /**
     * Forget an offline camera and its objectives; its captures and jobs stay
     * @description A connected camera cannot be forgotten: stop its service first.
     *
     *     An API key needs the scope `admin`.
     */
    delete: operations['deleteCamerasId'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/captures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a picture; responds once file and database row are durable, or once the camera service has the capture
     * @description Answers once file and row are durable. With `answerWhen: kept` it answers 202 once the camera service has the capture on its disk, and the `capture:created` event follows. Without control of the camera the settings of the moment count. 507 `capture_waits`: the picture was taken and comes as soon as the hub has space.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postCamerasIdCaptures'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/captures/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a capture that is not exposed yet, see `exposing` of the camera; nothing of it is stored
     * @description For long exposures. One’s own capture, or as the person in control any.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postCamerasIdCapturesCancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/choice': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Choose what the camera service shows; it starts again within seconds and keeps the choice
     * @description Viewers see NOT LIVE until the camera is back.
     *
     *     An API key needs the scope `admin`.
     */
    put: operations['putCamerasIdChoice'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/choices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List what the camera service can show: a simulator, its recordings, and the cameras on USB
     * @description The search on USB takes some seconds.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getCamerasIdChoices'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/control': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the holder of control and the pending request
     * @description Send `epoch` with an order as the header `eyepiece-control-epoch`: the order is refused if control has changed since.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdControl'];
    put?: never;
    /**
     * Request (a free camera is given at once), grant, deny or release control; administrators may take it
     * @description One person at a time changes settings and starts jobs. A request that the holder does not answer within 15 s is granted.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postCamerasIdControl'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/corrections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get dark frame, flat field and display window as last reported by the camera service
     * @description `mismatch` tells why a correction cannot be used with the settings of the moment.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdCorrections'];
    /**
     * Take, switch or clear corrections; responds once requested references are taken
     * @description Taking a reference needs a covered lens (dark) or an empty field (flat), and lasts as long as its frames.
     *
     *     An API key needs the scope `control`.
     */
    put: operations['putCamerasIdCorrections'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/feed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Live video as MJPEG
     * @description Each part is the newest picture, with its sequence number and time in the headers of the part. A slow client skips pictures. It ends with the sign-in or key.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdFeed'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/feed-url': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a temporary address of the MJPEG feed of this camera, for programs that cannot send headers or cookies
     * @description The token in the address is valid for this feed alone, and ends with the sign-in or key.
     *
     *     An API key needs the scope `watch`.
     */
    post: operations['postCamerasIdFeedUrl'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/fire': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Fire the software trigger
     * @description Only while the trigger of the camera is `software`.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postCamerasIdFire'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the jobs of a camera, newest first
     * @description Running and ended ones.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdJobs'];
    put?: never;
    /**
     * Start a burst, a time-lapse or a clip; the camera service runs it independently
     * @description The job goes on without the hub and without the caller. While it runs, exposure, ROI and format are locked. One job at a time per camera.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postCamerasIdJobs'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/jobs/estimate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Estimate a job without starting it
     * @description `fits` is false if twice the size exceeds the free space.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postCamerasIdJobsEstimate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Stop or start the live picture for everybody; captures, triggers and jobs go on
     * @description `stopped` in the state of the camera has the person. While the picture is stopped, the camera takes frames only for captures, triggers and jobs. With `REWIND_ALWAYS=on` it also takes the past frames that its service keeps.
     *
     *     An API key needs the scope `control`.
     */
    put: operations['putCamerasIdLive'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/objective': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Select the objective in use, or none; later captures get its scale
     * @description Captures keep the data of the objective that was in use.
     *
     *     An API key needs the scope `control`.
     */
    put: operations['putCamerasIdObjective'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/objectives': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the objectives of a camera, lowest magnification first
     * @description Empty until somebody adds one.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdObjectives'];
    put?: never;
    /**
     * Add an objective; names are unique per camera
     * @description Without `umPerPixel` captures have no scale.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postCamerasIdObjectives'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/rewind': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the last frames of the live stream that the camera service has in memory; keeps the newest half for 30 s
     * @description Each list has one entry per frame, oldest first. `more` is true if the next page begins after the last time. Memory, and so the time that can be looked back on, is limited by REWIND_MB of the camera service.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdRewind'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/rewind/{frame}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get one of these frames as viewers saw it: {capturedAtUs}-{seq}.jpg
     * @description Byte for byte the JPEG of the live stream. 404 once newer frames have taken its place.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdRewindFrame'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the settings as last read back from the camera
     * @description What the camera has taken, which can differ from what was asked.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdSettings'];
    /**
     * Change settings, all or none; returns the settings read back from the camera
     * @description Fields that are left out keep their value. One value outside its limits refuses the whole request, with the limits in `issues`. Takes control of a camera that nobody controls.
     *
     *     An API key needs the scope `control`.
     */
    put: operations['putCamerasIdSettings'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/settings/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the settings as a file
     * @description All settings in one file, for the same or another camera.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdSettingsFile'];
    /**
     * Apply the supported settings of a file, all or none; returns what was left out, and why
     * @description Settings that this camera does not have are left out and listed. A value outside the limits refuses the file.
     *
     *     An API key needs the scope `control`.
     */
    put: operations['putCamerasIdSettingsFile'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/settings/load': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Load the settings from the camera's memory; returns the settings read back from the camera
     * @description `factory` loads the state of delivery.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postCamerasIdSettingsLoad'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/settings/save': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Save the settings in the camera's memory
     * @description They survive a loss of power.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postCamerasIdSettingsSave'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cameras/{id}/snapshot.jpg': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the next frame without storing it
     * @description Starts an idle camera. The exposure begins after the request.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getCamerasIdSnapshotJpg'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List captures, newest first, in pages
     * @description Send `nextCursor` as `cursor` for the next page; it is null on the last one. Captures that arrive meanwhile do not shift the pages.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCaptures'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get one capture with all its metadata
     * @description Also while it is in the trash.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesId'];
    put?: never;
    post?: never;
    /**
     * Move a capture to the trash; `restore` moves it back
     * @description The file stays until the trash is emptied or its days have passed.
     *
     *     An API key needs the scope `library:write`.
     */
    delete: operations['deleteCapturesId'];
    options?: never;
    head?: never;
    /**
     * Change label, notes, tags or rating; contributors only of their own captures
     * @description Fields that are left out keep their value. The former values stay in the history.
     *
     *     An API key needs the scope `library:write`.
     */
    patch: operations['patchCapturesId'];
    trace?: never;
  };
  '/captures/{id}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the unmodified master file; its ETag is its SHA-256; ranges are supported
     * @description Byte for byte what the camera service stored. `Range` and `If-Range` resume an interrupted download.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesIdFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/filtered': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make a filtered copy: a further capture, which records its source and the steps
     * @description The copy is a capture of its own beside the unchanged source. Its metadata names the source with its digest, and the steps. Samples keep their bits.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postCapturesIdFiltered'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the changes made to a capture, oldest first
     * @description From the capture itself to the last change.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesIdHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/neighbours': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the previous and next capture and the position in the filtered list
     * @description Takes the same filter as the list.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesIdNeighbours'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Restore a capture from the trash
     * @description With its tags, notes and rating.
     *
     *     An API key needs the scope `library:write`.
     */
    post: operations['postCapturesIdRestore'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/statistics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get histogram and percentiles of the samples
     * @description Read from the master file, not from the thumbnail.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesIdStatistics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/thumbnail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a thumbnail of 320 px or 1280 px
     * @description Made at the first request. Samples of more than 8 bits are scaled to the whole range.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesIdThumbnail'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/{id}/view': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Render 8 bits with a window of sample values; by default the whole range, as in thumbnails
     * @description Samples at `black` or below are black, those at `white` or above white. For looking: it alters no file.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesIdView'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Apply one change to many captures; returns those that were refused. Only administrators may purge
     * @description A capture that is refused does not stop the others.
     *
     *     An API key needs the scope `library:write`.
     */
    post: operations['postCapturesBulk'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/facets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the values of filtered captures, the most frequent first
     * @description What a filter can be narrowed by.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesFacets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/captures/timeline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count captures per day in a time zone, newest first
     * @description For a list with days: how many captures, of which sessions.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getCapturesTimeline'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/downloads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Plan a zip of captures; returns its exact size and an address that is valid for a day
     * @description Each master comes with its metadata as JSON. Captures that do not exist are listed in `missing`.
     *
     *     An API key needs the scope `library:read`.
     */
    post: operations['postDownloads'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/downloads/{id}/{filename}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the zip, created while it is sent; Range and If-Range resume it
     * @description The size is known before the first byte.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getDownloadsIdFilename'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/failing-parts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the processes of the launcher that do not start or end again and again; with their last words for administrators
     * @description Empty while everything runs. Only administrators see the reason.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getFailingParts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the hub is running; with its version for signed-in users
     * @description For load balancers and containers: answers while the process runs, also while the database is unavailable.
     */
    get: operations['getHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get one job as last reported, also while its camera is offline
     * @description Progress of a running job comes with the `job:progress` event.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getJobsId'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a job; captures already taken stay
     * @description A clip ends where it is.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postJobsIdCancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Resume a paused job
     * @description After a pause that was too long to go on by itself.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postJobsIdResume'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List my API keys that are not revoked, newest first
     * @description The keys themselves are stored hashed and cannot be shown again.
     *
     *     Not for API keys: it needs a sign-in.
     */
    get: operations['getKeys'];
    put?: never;
    /**
     * Create an API key for myself; the key is shown only in this response
     * @description A key can do no more than its owner. Keep it like a password: the hub shows it only here.
     *
     *     Not for API keys: it needs a sign-in.
     */
    post: operations['postKeys'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke an API key with its sockets, feeds and downloads: my own, or as an administrator any
     * @description Takes effect at once, at all hubs.
     *
     *     Not for API keys: it needs a sign-in.
     */
    delete: operations['deleteKeysId'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/logs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the last lines of the logs of hub, database and cameras that the launcher runs on this machine
     * @description Only where the launcher started the hub. Secrets are removed from the lines.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getLogs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/objectives/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Remove an objective; captures keep its data
     * @description The objective in use becomes none.
     *
     *     An API key needs the scope `control`.
     */
    delete: operations['deleteObjectivesId'];
    options?: never;
    head?: never;
    /**
     * Change or calibrate an objective; null clears a value
     * @description Later captures get the new scale.
     *
     *     An API key needs the scope `control`.
     */
    patch: operations['patchObjectivesId'];
    trace?: never;
  };
  '/presets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List presets of settings: those of one camera and those for any camera
     * @description With `cameraId`: those of the camera and those for any.
     *
     *     An API key needs the scope `watch`.
     */
    get: operations['getPresets'];
    put?: never;
    /**
     * Save settings as a preset
     * @description Without `cameraId` the preset is for any camera.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postPresets'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/presets/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete a preset
     * @description Settings of cameras do not change.
     *
     *     An API key needs the scope `control`.
     */
    delete: operations['deletePresetsId'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the hub is ready: 503 while the database is unavailable
     * @description For load balancers that send requests: 503 while the database is unavailable. Signed-in people also see how many cameras are connected, and administrators how many captures the hub has refused.
     */
    get: operations['getReady'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/service-accounts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create an account for programs: it has no password, and administrators make its API keys
     * @description What programs do is recorded under the name of their service account.
     *
     *     Not for API keys: it needs a sign-in.
     */
    post: operations['postServiceAccounts'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List sessions, newest first, in pages; `q` searches title, description, tags, camera and people
     * @description Open and ended ones.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getSessions'];
    put?: never;
    /**
     * Start a session; all following captures of its camera belong to it
     * @description A camera has at most one open session.
     *
     *     An API key needs the scope `library:write`.
     */
    post: operations['postSessions'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get one session with its participants
     * @description Also after its end.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getSessionsId'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change title, description or tags; only for its owner and operators
     * @description The change is in the log.
     *
     *     An API key needs the scope `library:write`.
     */
    patch: operations['patchSessionsId'];
    trace?: never;
  };
  '/sessions/{id}/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a session; only for its owner and operators
     * @description Later captures of the camera belong to no session. Ending twice changes nothing.
     *
     *     An API key needs the scope `library:write`.
     */
    post: operations['postSessionsIdEnd'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the zip, created while it is sent; Range and If-Range resume it
     * @description Needs the id of an export as `download`.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getSessionsIdExport'];
    put?: never;
    /**
     * Create a zip of masters, sidecars, tables and a report; returns its exact size; valid for a day
     * @description A snapshot: what comes later is not in it.
     *
     *     An API key needs the scope `library:read`.
     */
    post: operations['postSessionsIdExport'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/join': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Join a session
     * @description The others see who is here.
     *
     *     An API key needs the scope `library:read`.
     */
    post: operations['postSessionsIdJoin'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/leave': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Leave a session
     * @description Leaving twice changes nothing.
     *
     *     An API key needs the scope `library:read`.
     */
    post: operations['postSessionsIdLeave'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List log entries, oldest first: all after an entry, or the last ones before one
     * @description Captures, settings, jobs, control, people and notes.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getSessionsIdLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/log/{entryId}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List earlier versions of a note, newest first
     * @description Empty if the note was never changed.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getSessionsIdLogEntryIdHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/notes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Add a note, or change one given by `entryId`; operators may change those of others
     * @description Send `revision` with a change: it is refused if another person has changed the note meanwhile.
     *
     *     An API key needs the scope `library:write`.
     */
    post: operations['postSessionsIdNotes'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/{id}/notes/{entryId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Remove a note; its text stays in the history
     * @description The entry stays in the log without its text.
     *
     *     An API key needs the scope `library:write`.
     */
    delete: operations['deleteSessionsIdNotesEntryId'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/settings-copies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Copy settings from one camera to others; lists per camera what was applied, and what was skipped and why
     * @description A value beyond the limits of a camera is skipped, not replaced by a similar one. Control of a free camera is released afterwards.
     *
     *     An API key needs the scope `control`.
     */
    post: operations['postSettingsCopies'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the hub waits for its first administrator
     * @description Open only until the first administrator exists.
     */
    get: operations['getSetup'];
    put?: never;
    /**
     * Create the first administrator with the link that the hub prints while there are no users, and sign in
     * @description The hub prints a one-time link while it has no users. Wrong links are limited per address.
     */
    post: operations['postSetup'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/shares': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the share links of all cameras where the role allows it, newest first, without their secrets
     * @description The secret of a link is shown only once, when it is created.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getShares'];
    put?: never;
    /**
     * Create a share link to a live view or a session; its address is shown only once
     * @description Everybody with the address can watch until the link expires or is revoked. `addresses` lists the ways to reach the hub.
     *
     *     Not for API keys: it needs a sign-in.
     */
    post: operations['postShares'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/shares/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke a link and sign out its guests at once
     * @description The entry stays in the list with the time of its end.
     *
     *     An API key needs the scope `admin`.
     */
    delete: operations['deleteSharesId'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/shots': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a picture with several cameras at once; responds once every camera has answered, each with its own result
     * @description A camera that fails does not stop the others. `spread` tells how far apart the exposures began, and how exactly that is known.
     *
     *     An API key needs the scope `capture`.
     */
    post: operations['postShots'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/shots/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a shot with the captures that have arrived since; its results are kept for 30 days, its captures longer
     * @description Also for captures that arrived after the order was answered.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getShotsId'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/storage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get storage use by camera, session, person and day, and of the trash
     * @description Sizes are those of masters with their sidecars and thumbnails.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getStorage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/storage/plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Plan a dry run of the rules in the body, or of the stored ones
     * @description Nothing is moved before the plan is applied. A plan is kept for a limited time.
     *
     *     An API key needs the scope `admin`.
     */
    post: operations['postStoragePlan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/storage/plan/{id}/apply': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Move the captures of a plan to the trash, except those changed since
     * @description The captures can be restored from the trash.
     *
     *     An API key needs the scope `admin`.
     */
    post: operations['postStoragePlanIdApply'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/storage/plan/{id}/list': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the captures of a plan as CSV, oldest first
     * @description All captures of the plan, with the rule of each.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getStoragePlanIdList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/storage/purge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Permanently delete the captures in the trash
     * @description This cannot be undone.
     *
     *     An API key needs the scope `admin`.
     */
    post: operations['postStoragePurge'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/storage/rules': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get quota, retention rules and how long the trash is kept
     * @description A quota of null is no quota.
     *
     *     An API key needs the scope `library:read`.
     */
    get: operations['getStorageRules'];
    /**
     * Replace the rules; deletes nothing by itself
     * @description Retention rules act only with `automatic: true`.
     *
     *     An API key needs the scope `admin`.
     */
    put: operations['putStorageRules'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/trust': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The port of HTTPS, and the certificate authority that devices have to trust
     * @description Public, because a device needs the certificate authority before its user can sign in over HTTPS. `httpsPort` is null without HTTPS.
     */
    get: operations['getTrust'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/trust/authority.crt': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The certificate of the hub's own authority (PEM)
     * @description Only where the hub has an authority of its own. Browsers and phones offer to install it.
     */
    get: operations['getTrustAuthorityCrt'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all users
     * @description People and service accounts, also disabled ones, in the order of their e-mail addresses.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getUsers'];
    put?: never;
    /**
     * Create a user
     * @description The person changes the password after the first sign-in. Two accounts cannot have one e-mail address.
     *
     *     Not for API keys: it needs a sign-in.
     */
    post: operations['postUsers'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change name, role or password, or disable a user; ends sign-ins that are no longer valid
     * @description Takes effect at once in all sockets and feeds of the person. The last enabled administrator stays one.
     *
     *     Not for API keys: it needs a sign-in.
     */
    patch: operations['patchUsersId'];
    trace?: never;
  };
  '/users/{id}/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List an account's API keys that are not revoked, newest first
     * @description For administrators.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getUsersIdKeys'];
    put?: never;
    /**
     * Create an API key for a service account; the key is shown only in this response
     * @description Only for service accounts: people make their own keys.
     *
     *     Not for API keys: it needs a sign-in.
     */
    post: operations['postUsersIdKeys'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users/{id}/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List a user's active sign-ins, the last used first
     * @description For administrators.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getUsersIdSessions'];
    put?: never;
    post?: never;
    /**
     * End all of a user's sign-ins, with their sockets and feeds
     * @description The account stays enabled.
     *
     *     An API key needs the scope `admin`.
     */
    delete: operations['deleteUsersIdSessions'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/viewers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List all current viewers with their delivery statistics
     * @description The figures are those of the moment: pictures sent and dropped, the rate of the link, and the size that the viewer gets.
     *
     *     An API key needs the scope `admin`.
     */
    get: operations['getViewers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Annotation: {
      /** @description Who drew it */
      author: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /**
       * Format: date-time
       * @description When it was drawn
       */
      createdAt: string;
      /** @description When it was removed; null: it was not */
      deletedAt: string | null;
      /**
       * Format: uuid
       * @description Id of the annotation
       */
      id: string;
      /** @description Increased by every change */
      revision: number;
      /** @description What is drawn */
      shape: components['schemas']['AnnotationShape'];
      /** @description What it is drawn on */
      target: components['schemas']['AnnotationTarget'];
      /**
       * Format: date-time
       * @description Last change
       */
      updatedAt: string;
      /** @description Who changed it last */
      updatedBy: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
    };
    AnnotationRevision: {
      /**
       * Format: date-time
       * @description When this version came
       */
      at: string;
      /** @description Whose version it is */
      by: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /** @description Whether it was removed by this version */
      deleted: boolean;
      /** @description Number of the version */
      revision: number;
      /** @description What was drawn */
      shape: components['schemas']['AnnotationShape'];
    };
    AnnotationShape:
      | {
          from: components['schemas']['Point'];
          /**
           * @description What it is
           * @constant
           */
          kind: 'arrow';
          /** @description Text beside the shape */
          text?: string;
          to: components['schemas']['Point'];
        }
      | {
          from: components['schemas']['Point'];
          /**
           * @description What it is
           * @constant
           */
          kind: 'measure';
          /** @description Text beside the shape */
          text?: string;
          to: components['schemas']['Point'];
        }
      | {
          /** @description px */
          height: number;
          /**
           * @description What it is
           * @constant
           */
          kind: 'rectangle';
          /** @description Text beside the shape */
          text?: string;
          /** @description px */
          width: number;
          /** @description px */
          x: number;
          /** @description px */
          y: number;
        }
      | {
          /** @description px */
          height: number;
          /**
           * @description What it is
           * @constant
           */
          kind: 'ellipse';
          /** @description Text beside the shape */
          text?: string;
          /** @description px */
          width: number;
          /** @description px */
          x: number;
          /** @description px */
          y: number;
        }
      | {
          /**
           * @description What it is
           * @constant
           */
          kind: 'freehand';
          /** @description The line */
          points: components['schemas']['Point'][];
          /** @description Text beside the shape */
          text?: string;
        }
      | {
          at: components['schemas']['Point'];
          /**
           * @description What it is
           * @constant
           */
          kind: 'text';
          /** @description Text beside the shape */
          text: string;
        };
    AnnotationTarget:
      | {
          /** @description Id of the camera, for example bench-3 */
          cameraId: string;
          /**
           * @description What it is
           * @constant
           */
          kind: 'camera';
        }
      | {
          /**
           * Format: uuid
           * @description Id of the capture
           */
          captureId: string;
          /**
           * @description What it is
           * @constant
           */
          kind: 'capture';
        };
    ApiKey: {
      /** @description Address of the last use */
      address: string | null;
      /** @description The only cameras that the key may be used for; null: all */
      cameraIds: string[] | null;
      /**
       * Format: date-time
       * @description When it was made
       */
      createdAt: string;
      /** @description Who made it */
      createdBy: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /**
       * Format: date-time
       * @description When it ends by itself
       */
      expiresAt: string;
      /**
       * Format: uuid
       * @description Id of the key
       */
      id: string;
      /** @description Accurate to about a minute; null: never used */
      lastUsedAt: string | null;
      /** @description Name of the key */
      name: string;
      /** @description What the key may be used for */
      scopes: ('watch' | 'capture' | 'control' | 'library:read' | 'library:write' | 'admin')[];
    };
    AuditEntry: {
      /** @description noun.verb; hubs of other versions may write further actions */
      action: string;
      /** @description Network address of the client */
      address: string | null;
      /**
       * Format: date-time
       * @description When it happened
       */
      at: string;
      /** @description null: longer than 4096 bytes; the export has them */
      details: {
        [key: string]: unknown;
      } | null;
      /** @description Ascending in the order of the trail */
      id: number;
      /** @description null: the hub itself, or a client that is not signed in */
      person: {
        /** @description Id of the account or guest; null: unknown */
        id: string | null;
        /** @description Name of the person */
        name: string;
      } | null;
      /** @description What it was done to: the email of an account, the id of a camera, capture or link */
      subject: string;
    };
    BulkResult: {
      /** @description Ids of the captures that were changed */
      changed: string[];
      /** @description Captures that were not changed */
      refused: {
        /** @description Id of the capture */
        id: string;
        /** @description Why */
        message: string;
      }[];
    };
    Calibration: {
      /**
       * @description Medium in front of the lens
       * @enum {string}
       */
      immersion?: 'air' | 'water' | 'oil' | 'glycerol' | 'other';
      /** @description For example 20 */
      magnification?: number;
      /** @description For example 0.4 */
      numericalAperture?: number;
      /** @description Name of the objective */
      objective: string;
      /** @description Size of one sensor pixel in the specimen, µm, without binning; absent until calibrated */
      umPerPixel?: number;
    };
    CameraChoice: {
      /** @description Name of a configuration file of Micro-Manager */
      configuration?: string;
      /** @description Address of a USB camera that is no PixeLINK camera */
      device?: string;
      /**
       * @description Driver of the camera service
       * @enum {string}
       */
      driver: 'simulated' | 'replay' | 'pixelink' | 'video' | 'micromanager';
      /** @description Serial number of a PixeLINK camera */
      serial?: number;
      /** @description Name of a video, or of a folder of pictures, in the folder of recordings */
      source?: string;
    };
    CameraChoices: {
      /** @description Name of a configuration file of Micro-Manager */
      configuration?: string;
      /** @description Of Micro-Manager: the named one, and that of its demo; absent in answers of an older camera service */
      configurations?: string[];
      /** @description Address of a USB camera that is no PixeLINK camera */
      device?: string;
      /** @description Other cameras that were found on USB; absent in answers of an older camera service */
      devices?: {
        /** @description Address of a USB camera that is no PixeLINK camera */
        device: string;
        /** @description Name of the device */
        name: string;
      }[];
      /** @description In use; `auto` until the service has decided */
      driver: string;
      /** @description Why nothing can be chosen; absent if it can */
      fixed?: string;
      /** @description Folder of recordings on the camera's machine */
      folder: string;
      /** @description PixeLINK cameras that were found on USB */
      pixelink: number[];
      /** @description Why there are none, and what to do */
      pixelinkProblem?: string;
      /** @description Serial number of a PixeLINK camera */
      serial?: number;
      /** @description Name of a video, or of a folder of pictures, in the folder of recordings */
      source?: string;
      /** @description Recordings in it */
      sources: string[];
    };
    CameraGroup: {
      /** @description In the order in which they were added */
      cameraIds: string[];
      /**
       * Format: date-time
       * @description When the group was created
       */
      createdAt: string;
      /**
       * Format: uuid
       * @description Id of the group
       */
      id: string;
      /** @description Unique, ignoring case */
      name: string;
    };
    CameraSettings: {
      /** @description Region measured by the automatic modes, relative to the origin of the ROI */
      autoRoi?: {
        /** @description Height, px */
        height: number;
        /** @description Left edge, px of the sensor */
        left: number;
        /** @description Upper edge, px of the sensor */
        top: number;
        /** @description Width, px */
        width: number;
      };
      /** @description Limit of the camera's connection, Mbit/s */
      bandwidthLimit?: number;
      /** @description Black level, % */
      brightness?: number;
      /** @description Colour temperature, K */
      colorTemperature?: number;
      /** @description Exposure time, ms */
      exposure: number;
      /**
       * @description once: measure now and keep; continuous: follow the picture
       * @enum {string}
       */
      exposureAuto?: 'off' | 'once' | 'continuous';
      /** @description Longest exposure of the automatic mode, ms */
      exposureAutoMax?: number;
      /** @description Shortest exposure of the automatic mode, ms */
      exposureAutoMin?: number;
      /** @description Mirrored picture */
      flip?: {
        /** @description Left and right exchanged */
        horizontal: boolean;
        /** @description Top and bottom exchanged */
        vertical: boolean;
      };
      /** @description Distance of the specimen from focus, µm */
      focus?: number;
      /** @description Target frame rate, fps */
      frameRate?: number;
      /** @description Rate that the camera achieves, fps; read-only */
      frameRateActual?: number;
      /** @description Analogue gain, dB */
      gain: number;
      /**
       * @description once: measure now and keep; continuous: follow the picture
       * @enum {string}
       */
      gainAuto?: 'off' | 'once' | 'continuous';
      /** @description 1: linear */
      gamma?: number;
      /**
       * @description Whether the simulator's stage stands still
       * @enum {string}
       */
      holdStill?: 'off' | 'on';
      /** @description Binning or decimation */
      pixelAddressing?: {
        /**
         * @description How pixels become one
         * @enum {string}
         */
        mode: 'decimate' | 'average' | 'bin' | 'resample';
        /** @description Sensor pixels per pixel, horizontally */
        x: number;
        /** @description Sensor pixels per pixel, vertically */
        y: number;
      };
      /** @description Name of the format, as in the capabilities */
      pixelFormat?: string;
      /** @description Region of the sensor */
      roi: {
        /** @description Height, px */
        height: number;
        /** @description Left edge, px of the sensor */
        left: number;
        /** @description Upper edge, px of the sensor */
        top: number;
        /** @description Width, px */
        width: number;
      };
      /** @description Rotation clockwise, degrees */
      rotate?: 0 | 90 | 180 | 270;
      /** @description Saturation, % */
      saturation?: number;
      /** @description Sharpness, % */
      sharpness?: number;
      /**
       * @description The camera's own measure of sharpness, in the analysis
       * @enum {string}
       */
      sharpnessScore?: 'off' | 'on';
      /**
       * @description free: frames follow each other; else each waits for a trigger
       * @enum {string}
       */
      trigger?: 'free' | 'software' | 'hardware';
      /** @description Time from trigger to exposure, ms */
      triggerDelay?: number;
      /**
       * @description Edge of the hardware trigger
       * @enum {string}
       */
      triggerPolarity?: 'falling' | 'rising';
      /** @description Channel gains */
      whiteBalance?: {
        /** @description Gain of blue */
        blue: number;
        /** @description Gain of green */
        green: number;
        /** @description Gain of red */
        red: number;
      };
      /**
       * @description once: measure now and keep; continuous: follow the picture
       * @enum {string}
       */
      whiteBalanceAuto?: 'off' | 'once' | 'continuous';
    };
    CameraState: {
      capabilities: components['schemas']['Capabilities'];
      /** @description Camera clock (used by frames) minus hub clock, µs */
      clockOffsetUs: number;
      /** @description Wall clock of the camera's host (used by captures and jobs) minus camera clock, µs; absent for 0 */
      clockStepUs?: number;
      /** @description Corrections of the pictures; absent: the camera service has none */
      corrections?: components['schemas']['Corrections'];
      /** @description Size of that disk, bytes */
      diskBytes?: number;
      /** @description Driver of the camera service */
      driver: string;
      /** @description Frames that the camera service left out since its start */
      dropped: number;
      /** @description When a second camera service with this id was last refused, hub clock, µs */
      duplicateAtUs?: number;
      /** @description Host and address of that service */
      duplicateFrom?: string;
      /** @description Captures that take a second or more and can be cancelled; absent for none */
      exposing?: {
        /**
         * Format: uuid
         * @description Id of the capture
         */
        captureId: string;
        /** @description Expected end of the exposure, hub clock, µs */
        endsAtUs?: number;
        /** @description Expected duration, ms; absent while it waits for a hardware trigger */
        totalMs?: number;
        /** @description Who takes it */
        user?: {
          /** @description Id of the account */
          id: string;
          /** @description Name of the person */
          name: string;
        };
      }[];
      /** @description What is wrong; absent: nothing */
      fault?: {
        /** @description Short name of the fault */
        code: string;
        /** @description What is wrong, and what to do */
        message: string;
      };
      /** @description Version of the firmware */
      firmware?: string;
      /** @description Frames per second that arrive at the hub */
      fps: number;
      /** @description Free space on the camera service's disk, bytes */
      freeBytes?: number;
      /** @description Id of the camera */
      id: string;
      /** @description Running and paused jobs, and the last ended ones, newest first */
      jobs: components['schemas']['Job'][];
      /** @description The laboratory's own step of this camera service */
      labStep?: {
        /** @description Name or label */
        name: string;
      };
      /** @description Capture time of the newest frame, hub clock, µs */
      lastFrameAtUs?: number;
      /** @description Parts of the age of a picture up to the hub, ms: end of exposure to sent, half a round trip of the link, received to written for the last viewer */
      latency?: {
        /** @description In the camera service, ms */
        cameraMs: number;
        /** @description In the hub, ms */
        hubMs: number;
        /** @description On the link, ms */
        linkMs: number;
      };
      /** @description Model of the camera */
      model: string;
      /** @description Name of the camera */
      name: string;
      /** @description The one in use */
      objective?: components['schemas']['Objective'];
      /** @description Captures that the hub refused permanently; they are at the camera service */
      refused?: {
        /** @description Number of captures */
        count: number;
        /** @description Reason of the last one */
        reason: string;
      };
      /** @description Attempts to find the device again */
      retry?: {
        /** @description Number of the attempt */
        attempt: number;
        /** @description When the next one begins, hub clock, µs */
        nextAtUs: number;
      };
      /** @description The last frames that the camera service has in memory; absent for none */
      rewind?: components['schemas']['RewindState'];
      /** @description Samples of more than 8 bits that viewers can get; absent for none */
      samples?: components['schemas']['SampleOffer'];
      /** @description Serial number */
      serial: string;
      settings: components['schemas']['CameraSettings'];
      /** @description Captures that wait at the camera service for their upload */
      spooled: number;
      /**
       * @description live: frames arrive; idle: nobody watches; stalled: frames are missing; disconnected: no device; offline: no service
       * @enum {string}
       */
      status: 'live' | 'idle' | 'stalled' | 'disconnected' | 'offline';
      /** @description Hub clock, µs since the epoch */
      statusSinceUs: number;
      /** @description The live picture is stopped for everybody; captures and triggers work. Absent: it is not */
      stopped?: {
        /** @description When, hub clock, µs */
        atUs: number;
        /** @description Who stopped it */
        by: {
          /** @description Id of the account */
          id: string;
          /** @description Name of the person */
          name: string;
        };
      };
      /** @description Temperature of the camera, °C */
      temperature?: number;
      /** @description Tiers of video that viewers can get; absent for none */
      video?: ('sharp' | 'lean' | 'thin')[];
      /** @description Connections that receive frames now */
      viewers: number;
    };
    Capabilities: {
      /** @description Formats of captures */
      captureFormats: ('jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw')[];
      /** @description The settings that the camera has, with their limits */
      features: {
        [key: string]:
          | {
              /** @description Value at the start */
              default?: number;
              /** @description Decimals to show */
              digits?: number;
              /**
               * @description Form of the value
               * @constant
               */
              kind: 'number';
              /** @description Name shown to users */
              label: string;
              /** @description Largest value */
              max: number;
              /** @description Smallest value */
              min: number;
              /**
               * @description Whether it cannot be set
               * @default false
               */
              readOnly: boolean;
              /**
               * @description Scale of a slider
               * @default linear
               * @enum {string}
               */
              scale: 'linear' | 'log';
              /** @description Distance of two values */
              step?: number;
              /** @description Unit symbol; empty for none */
              unit: string;
              /**
               * @description false: the stream pauses while it changes
               * @default true
               */
              whileStreaming: boolean;
            }
          | {
              /**
               * @description Form of the value
               * @constant
               */
              kind: 'choice';
              /** @description Name shown to users */
              label: string;
              /** @description Values that can be chosen */
              options: (string | number)[];
              /**
               * @description Whether it cannot be set
               * @default false
               */
              readOnly: boolean;
              /** @description Unit symbol; empty for none */
              unit: string;
              /**
               * @description false: the stream pauses while it changes
               * @default true
               */
              whileStreaming: boolean;
            }
          | {
              /** @description Its components */
              components: {
                /** @description Largest value */
                max: number;
                /** @description Smallest value */
                min: number;
                /** @description Name of the component */
                name: string;
                /** @description Distance of two values */
                step?: number;
              }[];
              /**
               * @description Form of the value
               * @constant
               */
              kind: 'vector';
              /** @description Name shown to users */
              label: string;
              /**
               * @description Whether it cannot be set
               * @default false
               */
              readOnly: boolean;
              /** @description Unit symbol; empty for none */
              unit: string;
              /**
               * @description false: the stream pauses while it changes
               * @default true
               */
              whileStreaming: boolean;
            }
          | {
              /**
               * @description Form of the value
               * @constant
               */
              kind: 'flags';
              /** @description Name shown to users */
              label: string;
              /** @description Names of the switches */
              names: string[];
              /**
               * @description Whether it cannot be set
               * @default false
               */
              readOnly: boolean;
              /** @description Unit symbol; empty for none */
              unit: string;
              /**
               * @description false: the stream pauses while it changes
               * @default true
               */
              whileStreaming: boolean;
            }
          | {
              /**
               * @description Form of the value
               * @constant
               */
              kind: 'roi';
              /** @description Name shown to users */
              label: string;
              /** @description px */
              maxHeight: number;
              /** @description px */
              maxWidth: number;
              /** @description px */
              minHeight: number;
              /** @description px */
              minWidth: number;
              /**
               * @description Whether it cannot be set
               * @default false
               */
              readOnly: boolean;
              /**
               * @description Granularity of position and size, px
               * @default 1
               */
              step: number;
              /** @description Unit symbol; empty for none */
              unit: string;
              /**
               * @description false: the stream pauses while it changes
               * @default true
               */
              whileStreaming: boolean;
            };
      };
      /** @description The camera's own memory for settings; absent if it has none */
      memory?: ('factory' | 'user')[];
      /** @description Usual sizes of the ROI */
      resolutions: {
        /** @description Height, px */
        height: number;
        /** @description Width, px */
        width: number;
      }[];
      /** @description The sensor */
      sensor: {
        /** @description Significant bits of a sample */
        bitDepth: number;
        /** @description Whether it sees colours */
        color: boolean;
        /** @description Height, px */
        height: number;
        /** @description Width, px */
        width: number;
      };
    };
    Capture: {
      /** @description Frames in the mean */
      average?: number;
      /** @description Significant bits per sample of the master */
      bitDepth: number;
      /** @description The objective and its scale; absent: unknown */
      calibration?: components['schemas']['Calibration'];
      /** @description The device */
      camera: {
        /** @description Driver of the camera service */
        driver: string;
        /** @description Version of the firmware */
        firmware?: string;
        /** @description Model of the camera */
        model: string;
        /** @description Serial number */
        serial: string;
      };
      /** @description Id of the camera, for example bench-3 */
      cameraId: string;
      /** @description Name of the camera */
      cameraName: string;
      /**
       * Format: date-time
       * @description When it was taken, by the clock of the camera service
       */
      capturedAt: string;
      /** @description End of exposure, µs since the epoch, wall clock of the camera host */
      capturedAtUs: number;
      /**
       * @description 1: monochrome or a Bayer mosaic; 3: red, green, blue
       * @enum {number}
       */
      channels: 1 | 3;
      /** @description Only for mp4: frames, their time span, playback rate, and frames from the camera that are missing */
      clip?: {
        /** @description Time that it covers, ms */
        durationMs: number;
        /** @description Playback rate */
        fps: number;
        /** @description Frames in the clip */
        frames: number;
        /** @description Frames that are missing */
        missed: number;
      };
      /** @description Corrections of the samples */
      corrections?: {
        /** @description The dark frame that was subtracted */
        dark?: {
          /** @description Frames in its mean */
          frames: number;
          /** @description When it was taken, wall clock of the camera host, µs */
          takenAtUs: number;
        };
        /** @description The flat field that it was divided by */
        flat?: {
          /** @description Frames in its mean */
          frames: number;
          /** @description When it was taken, wall clock of the camera host, µs */
          takenAtUs: number;
        };
      };
      /**
       * Format: date-time
       * @description When it was stored
       */
      createdAt: string;
      /** @description When it was moved to the trash; null: it is not there */
      deletedAt: string | null;
      /** @description For a filtered copy: what it was made from, and how */
      derivedFrom?: {
        /**
         * Format: uuid
         * @description Id of the source
         */
        captureId: string;
        /** @description Of the file that was filtered */
        sha256: string;
        steps: components['schemas']['FilterSteps'];
        /** @description Of the arithmetic */
        version: number;
      };
      /** @description Exposure, ms, from the frame's own descriptor */
      exposureMs: number;
      /** @description Only for captures of a shot, whose starts can be compared */
      exposureStart?: {
        /** @description Start of exposure, µs since the epoch, clock of the hub that gave the order; of a mean, its last frame */
        startUs: number;
        /** @description Half a round trip to the camera service, µs */
        uncertaintyUs: number;
      };
      /** @description Name of the file at the camera service */
      filename: string;
      /**
       * @description Format of the file; mp4: a clip
       * @enum {string}
       */
      format: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
      /** @description Only for pictures that were taken from the live stream afterwards */
      fromLive?: {
        /** @description The display window that the picture contains; absent for none */
        display?: components['schemas']['DisplayWindow'];
        /** @description Of the JPEG in the live stream, before the metadata was inserted; absent for clips */
        sha256?: string;
      };
      /** @description Gain, dB, from the frame's own descriptor */
      gainDb: number;
      /** @description Height, px */
      height: number;
      /**
       * Format: uuid
       * @description Id of the capture
       */
      id: string;
      /**
       * Format: uuid
       * @description Job that took it
       */
      jobId?: string;
      /** @description Index in the job, from 0 */
      jobIndex?: number;
      /** @description Short text in the name and in lists */
      label?: string;
      /** @description What the laboratory's own step found in the frame */
      labStep?: components['schemas']['LabResult'];
      /** @description Relative path, unique in the library; downloads and archives use it */
      name: string;
      /** @description As requested; the name of the capture follows from it */
      nameTemplate?: string;
      /** @description Notes, plain text */
      notes?: string;
      /** @description Format of the samples, as the camera names it */
      pixelFormat: string;
      /** @description Stars; 0: none */
      rating: number;
      /** @description Region of the sensor */
      roi: {
        /** @description Height, px */
        height: number;
        /** @description Left edge, px of the sensor */
        left: number;
        /** @description Upper edge, px of the sensor */
        top: number;
        /** @description Width, px */
        width: number;
      };
      /** @description Sequence number of its frame */
      seq: number;
      /**
       * Format: uuid
       * @description Session that it belongs to
       */
      sessionId?: string;
      /** @description All settings of the camera */
      settings: components['schemas']['CameraSettings'];
      /** @description SHA-256 of the file, hexadecimal */
      sha256: string;
      /** @description The order for several cameras that this capture belongs to */
      shot?: {
        /** @description Wall clock of the camera's host minus the clock of the hub that gave the order; absent while unknown */
        clock?: {
          /** @description Difference, µs */
          offsetUs: number;
          /** @description By how much it may be wrong, µs */
          uncertaintyUs: number;
        };
        /** @description The group that the order named */
        group?: {
          /**
           * Format: uuid
           * @description Id of the group
           */
          id: string;
          /** @description Its name then */
          name: string;
        };
        /**
         * Format: uuid
         * @description The same for all captures of the order
         */
        id: string;
        /** @description Cameras that were asked */
        size: number;
        /** @description Added by the hub once all cameras have answered */
        spread?: {
          /** @description Cameras whose start is known */
          cameras: number;
          /** @description Latest minus earliest start of exposure, µs */
          spreadUs: number;
          /** @description By how much the clocks may falsify it, µs */
          uncertaintyUs: number;
        };
      };
      /** @description Size of the file, bytes */
      sizeBytes: number;
      /**
       * @description Requested through the hub, or through the camera service's own HTTP API
       * @enum {string}
       */
      source: 'hub' | 'http';
      /** @description Tags */
      tags: string[];
      /** @description Temperature of the camera, °C */
      temperature?: number;
      /** @description Path of the thumbnail on the hub */
      thumbnailUrl: string;
      /** @description Size of this picture's pixels in the specimen, µm; absent without calibration */
      umPerPixel?: number;
      /** @description Path of the master file on the hub */
      url: string;
      /** @description Who took it */
      user?: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /** @description Width, px */
      width: number;
    };
    CaptureMetadata: {
      /** @description Frames in the mean */
      average?: number;
      /** @description Significant bits per sample of the master */
      bitDepth: number;
      /** @description The objective and its scale; absent: unknown */
      calibration?: components['schemas']['Calibration'];
      /** @description The device */
      camera: {
        /** @description Driver of the camera service */
        driver: string;
        /** @description Version of the firmware */
        firmware?: string;
        /** @description Model of the camera */
        model: string;
        /** @description Serial number */
        serial: string;
      };
      /** @description Id of the camera, for example bench-3 */
      cameraId: string;
      /** @description Name of the camera */
      cameraName: string;
      /** @description End of exposure, µs since the epoch, wall clock of the camera host */
      capturedAtUs: number;
      /**
       * @description 1: monochrome or a Bayer mosaic; 3: red, green, blue
       * @enum {number}
       */
      channels: 1 | 3;
      /** @description Only for mp4: frames, their time span, playback rate, and frames from the camera that are missing */
      clip?: {
        /** @description Time that it covers, ms */
        durationMs: number;
        /** @description Playback rate */
        fps: number;
        /** @description Frames in the clip */
        frames: number;
        /** @description Frames that are missing */
        missed: number;
      };
      /** @description Corrections of the samples */
      corrections?: {
        /** @description The dark frame that was subtracted */
        dark?: {
          /** @description Frames in its mean */
          frames: number;
          /** @description When it was taken, wall clock of the camera host, µs */
          takenAtUs: number;
        };
        /** @description The flat field that it was divided by */
        flat?: {
          /** @description Frames in its mean */
          frames: number;
          /** @description When it was taken, wall clock of the camera host, µs */
          takenAtUs: number;
        };
      };
      /** @description For a filtered copy: what it was made from, and how */
      derivedFrom?: {
        /**
         * Format: uuid
         * @description Id of the source
         */
        captureId: string;
        /** @description Of the file that was filtered */
        sha256: string;
        steps: components['schemas']['FilterSteps'];
        /** @description Of the arithmetic */
        version: number;
      };
      /** @description Exposure, ms, from the frame's own descriptor */
      exposureMs: number;
      /** @description Name of the file at the camera service */
      filename: string;
      /**
       * @description Format of the file; mp4: a clip
       * @enum {string}
       */
      format: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
      /** @description Only for pictures that were taken from the live stream afterwards */
      fromLive?: {
        /** @description The display window that the picture contains; absent for none */
        display?: components['schemas']['DisplayWindow'];
        /** @description Of the JPEG in the live stream, before the metadata was inserted; absent for clips */
        sha256?: string;
      };
      /** @description Gain, dB, from the frame's own descriptor */
      gainDb: number;
      /** @description Height, px */
      height: number;
      /**
       * Format: uuid
       * @description Id of the capture
       */
      id: string;
      /**
       * Format: uuid
       * @description Job that took it
       */
      jobId?: string;
      /** @description Index in the job, from 0 */
      jobIndex?: number;
      /** @description Short text in the name and in lists */
      label?: string;
      /** @description What the laboratory's own step found in the frame */
      labStep?: components['schemas']['LabResult'];
      /** @description As requested; the name of the capture follows from it */
      nameTemplate?: string;
      /** @description Notes, plain text */
      notes?: string;
      /** @description Format of the samples, as the camera names it */
      pixelFormat: string;
      /** @description Region of the sensor */
      roi: {
        /** @description Height, px */
        height: number;
        /** @description Left edge, px of the sensor */
        left: number;
        /** @description Upper edge, px of the sensor */
        top: number;
        /** @description Width, px */
        width: number;
      };
      /** @description Sequence number of its frame */
      seq: number;
      /**
       * Format: uuid
       * @description Session that it belongs to
       */
      sessionId?: string;
      /** @description All settings of the camera */
      settings: components['schemas']['CameraSettings'];
      /** @description SHA-256 of the file, hexadecimal */
      sha256: string;
      /** @description The order for several cameras that this capture belongs to */
      shot?: {
        /** @description Wall clock of the camera's host minus the clock of the hub that gave the order; absent while unknown */
        clock?: {
          /** @description Difference, µs */
          offsetUs: number;
          /** @description By how much it may be wrong, µs */
          uncertaintyUs: number;
        };
        /** @description The group that the order named */
        group?: {
          /**
           * Format: uuid
           * @description Id of the group
           */
          id: string;
          /** @description Its name then */
          name: string;
        };
        /**
         * Format: uuid
         * @description The same for all captures of the order
         */
        id: string;
        /** @description Cameras that were asked */
        size: number;
        /** @description Added by the hub once all cameras have answered */
        spread?: {
          /** @description Cameras whose start is known */
          cameras: number;
          /** @description Latest minus earliest start of exposure, µs */
          spreadUs: number;
          /** @description By how much the clocks may falsify it, µs */
          uncertaintyUs: number;
        };
      };
      /** @description Size of the file, bytes */
      sizeBytes: number;
      /**
       * @description Requested through the hub, or through the camera service's own HTTP API
       * @enum {string}
       */
      source: 'hub' | 'http';
      /**
       * @description Tags
       * @default []
       */
      tags: string[];
      /** @description Temperature of the camera, °C */
      temperature?: number;
      /** @description Size of this picture's pixels in the specimen, µm; absent without calibration */
      umPerPixel?: number;
      /** @description Who took it */
      user?: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /** @description Width, px */
      width: number;
    };
    CapturePage: {
      /** @description A page of the list, newest first */
      captures: components['schemas']['Capture'][];
      /** @description `cursor` of the next page; null: this is the last one */
      nextCursor: string | null;
      /** @description Captures on all pages */
      total: number;
    };
    CaptureRequest: {
      /**
       * @description When to answer. stored (default): file and row are durable in the hub. kept: the capture is durable in the camera service, which uploads it afterwards
       * @enum {string}
       */
      answerWhen?: 'stored' | 'kept';
      /** @description Number of frames in the mean */
      average?: number;
      /** @description ms, within the limits of the camera; for this capture and afterwards */
      exposure?: number;
      /**
       * @description jpg and png8: 8 bits; png, tiff and ome-tiff: all bits; raw: samples of the sensor as .npy
       * @enum {string}
       */
      format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw';
      /** @description Capture the whole sensor; the ROI is restored afterwards */
      fullFrame?: boolean;
      /** @description dB, within the limits of the camera; for this capture and afterwards */
      gain?: number;
      /** @description Short text in the name and in lists */
      label?: string;
      /** @description Template for the name of the capture; default: {session}/{yyyy}-{MM}-{dd}/{camera}_{yyyy}{MM}{dd}T{HH}{mm}{ss}.{SSS}Z_{seq:04}{_label?}.{ext} */
      nameTemplate?: string;
      /** @description Notes, plain text */
      notes?: string;
      /** @description This frame of the live stream in place of a new one: a JPEG, as viewers saw it */
      rewind?: components['schemas']['RewindKey'];
      /** @description Tags */
      tags?: string[];
    };
    CaptureRevision: {
      /**
       * @description What happened
       * @enum {string}
       */
      action: 'captured' | 'edited' | 'trashed' | 'restored';
      /**
       * Format: date-time
       * @description When
       */
      at: string;
      /** @description Name of the user */
      by: string;
      /** @description The changed fields */
      changes: {
        [key: string]: {
          /** @description Value since then */
          after: unknown;
          /** @description Value until then */
          before: unknown;
        };
      };
    };
    CaptureStatistics: {
      /** @description 0.1 % of the samples lie above */
      high: number;
      /** @description 256 equal classes from 0 to max, per channel */
      histogram: number[][];
      /** @description 0.1 % of the samples lie below */
      low: number;
      /** @description Largest value that a sample can have */
      max: number;
    };
    ControlState: {
      /** @description Id of the camera, for example bench-3 */
      cameraId: string;
      /** @description Increased when the holder changes; commands may contain it */
      epoch: number;
      /** @description Who controls the camera; null: nobody */
      holder: {
        /** @description False after the last connection was lost, until control ends */
        connected: boolean;
        /** @description When control ends unless the holder reconnects or becomes active, hub clock, µs */
        freeAtUs?: number;
        /** @description Name of the person */
        name: string;
        /** @description Since when, hub clock, µs */
        sinceUs: number;
        /** @description Id of the account */
        userId: string;
      } | null;
      /** @description The last change; null: none */
      last: {
        /** @description When, hub clock, µs */
        atUs: number;
        /** @description Who caused it; null: a time limit */
        by: {
          /** @description Name of the person */
          name: string;
          /** @description Id of the account */
          userId: string;
        } | null;
        /**
         * @description What has happened
         * @enum {string}
         */
        change: 'claimed' | 'granted' | 'silence' | 'denied' | 'released' | 'disconnected' | 'idle' | 'taken' | 'withdrawn';
        /** @description Given by the administrator who took control */
        reason?: string;
      } | null;
      /** @description Who wants to control it; null: nobody */
      request: {
        /** @description When it was made, hub clock, µs */
        askedAtUs: number;
        /** @description When the request is granted without an answer, hub clock, µs; absent while a job runs */
        grantedAtUs?: number;
        /** @description Name of the person */
        name: string;
        /** @description Id of the account */
        userId: string;
      } | null;
    };
    CopySettings: {
      /** @description 1 to 200 cameras */
      cameraIds?: string[];
      /** @description The source */
      from: string;
      /**
       * Format: uuid
       * @description The cameras of this group at the moment of the order
       */
      groupId?: string;
      /** @description Only these; default: all that can be changed at the source */
      settings?: (
        | 'exposure'
        | 'exposureAuto'
        | 'gain'
        | 'gainAuto'
        | 'frameRate'
        | 'gamma'
        | 'brightness'
        | 'sharpness'
        | 'saturation'
        | 'colorTemperature'
        | 'whiteBalance'
        | 'whiteBalanceAuto'
        | 'focus'
        | 'roi'
        | 'flip'
        | 'rotate'
        | 'pixelFormat'
        | 'pixelAddressing'
        | 'trigger'
        | 'exposureAutoMin'
        | 'exposureAutoMax'
        | 'frameRateActual'
        | 'bandwidthLimit'
        | 'triggerPolarity'
        | 'triggerDelay'
        | 'autoRoi'
        | 'sharpnessScore'
        | 'holdStill'
      )[];
    };
    Corrections: {
      /** @description Dark frame */
      dark: {
        /** @description Frames in its mean */
        frames?: number;
        /** @description Why an enabled reference cannot be used now; shown to users */
        mismatch?: string;
        /**
         * @description none: no reference has been taken
         * @enum {string}
         */
        state: 'none' | 'off' | 'on';
        /** @description When it was taken, wall clock of the camera host, µs */
        takenAtUs?: number;
      };
      /** @description Display window of live pictures; absent: pictures are unchanged */
      display?: components['schemas']['DisplayWindow'];
      /** @description Flat field */
      flat: {
        /** @description Frames in its mean */
        frames?: number;
        /** @description Why an enabled reference cannot be used now; shown to users */
        mismatch?: string;
        /**
         * @description none: no reference has been taken
         * @enum {string}
         */
        state: 'none' | 'off' | 'on';
        /** @description When it was taken, wall clock of the camera host, µs */
        takenAtUs?: number;
      };
    };
    CorrectionsUpdate: {
      /**
       * @description take: measure a new one now, with the light off, and enable it
       * @enum {string}
       */
      dark?: 'on' | 'off' | 'take' | 'clear';
      /** @description Display window of live pictures */
      display?: components['schemas']['DisplayWindow'];
      /**
       * @description take: measure a new one now, with an empty bright field, and enable it
       * @enum {string}
       */
      flat?: 'on' | 'off' | 'take' | 'clear';
      /** @description Frames in the mean; default 16 */
      frames?: number;
    };
    CreateShot: {
      /** @description 1 to 200 cameras */
      cameraIds?: string[];
      /** @description The same for every camera */
      capture?: components['schemas']['CaptureRequest'];
      /**
       * Format: uuid
       * @description The cameras of this group at the moment of the order
       */
      groupId?: string;
      /**
       * Format: uuid
       * @description Makes the order safe to repeat: an id is carried out once
       */
      id?: string;
    };
    /** @description Fractions of the full range; 0, 1 and 1 leave pictures unchanged */
    DisplayWindow: {
      /** @description Part of the range that becomes black */
      black: number;
      /** @description 1: linear; above 1: brighter */
      gamma: number;
      /** @description Part of the range that becomes white */
      white: number;
    };
    Download: {
      /**
       * Format: date-time
       * @description Until when it can be downloaded
       */
      expiresAt: string;
      /** @description Suggested name of the file */
      filename: string;
      /** @description Number of files in the zip */
      files: number;
      /** @description Id of the planned download */
      id: string;
      /** @description Captures without a file */
      missing: string[];
      /** @description Exact size of the zip, bytes */
      sizeBytes: number;
      /** @description Where the zip is */
      url: string;
    };
    Error: {
      /**
       * @description Tells errors of one status apart
       * @enum {string}
       */
      code:
        | 'validation_failed'
        | 'invalid_json'
        | 'bad_frame'
        | 'unauthenticated'
        | 'session_expired'
        | 'invalid_credentials'
        | 'forbidden'
        | 'bad_origin'
        | 'not_found'
        | 'camera_not_found'
        | 'capture_not_found'
        | 'job_not_found'
        | 'objective_not_found'
        | 'session_not_found'
        | 'annotation_not_found'
        | 'share_not_found'
        | 'method_not_allowed'
        | 'request_timeout'
        | 'conflict'
        | 'control_held'
        | 'camera_busy'
        | 'capture_cancelled'
        | 'limit_reached'
        | 'payload_too_large'
        | 'target_too_long'
        | 'unsupported_media_type'
        | 'range_not_satisfiable'
        | 'setting_rejected'
        | 'digest_mismatch'
        | 'image_rejected'
        | 'rate_limited'
        | 'headers_too_large'
        | 'internal'
        | 'camera_error'
        | 'camera_offline'
        | 'camera_disconnected'
        | 'database_unavailable'
        | 'store_unavailable'
        | 'shutting_down'
        | 'too_many_connections'
        | 'camera_timeout'
        | 'no_space'
        | 'capture_waits';
      /** @description The reason phrase of the status */
      error: string;
      /** @description With control_held: the name of the holder */
      holder?: string;
      /** @description The fields that are wrong */
      issues?: {
        /** @description Largest value */
        max?: number;
        /** @description What is wrong with it */
        message: string;
        /** @description Smallest value */
        min?: number;
        /** @description Dotted path of the field, e.g. "exposure" or "roi.width" */
        path: string;
        /** @description Unit of the limits */
        unit?: string;
        /** @description What was sent */
        value?: unknown;
      }[];
      /** @description What is wrong, for people */
      message: string;
      /** @description Status of the response */
      statusCode: number;
    };
    Facets: {
      /** @description Cameras */
      cameras: {
        /** @description Captures with this value */
        count: number;
        /** @description Value for the filter */
        id: string;
        /** @description Name to show */
        name: string;
      }[];
      /** @description Formats */
      formats: {
        /** @description Captures with this value */
        count: number;
        /**
         * @description Format of the file; mp4: a clip
         * @enum {string}
         */
        id: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
      }[];
      /** @description Labels */
      labels: {
        /** @description Captures with this value */
        count: number;
        /** @description Value for the filter */
        id: string;
      }[];
      /** @description People who took captures */
      people: {
        /** @description Captures with this value */
        count: number;
        /** @description Value for the filter */
        id: string;
        /** @description Name to show */
        name: string;
      }[];
      /** @description Sessions */
      sessions: {
        /** @description Captures with this value */
        count: number;
        /** @description Value for the filter */
        id: string;
        /** @description Name to show */
        name: string;
      }[];
      /** @description Tags */
      tags: {
        /** @description Captures with this value */
        count: number;
        /** @description Value for the filter */
        id: string;
      }[];
    };
    FailingParts: {
      /** @description Processes that fail */
      parts: {
        /** @description How often it has ended since it last ran well */
        failures: number;
        /** @description The id of a camera, or the name of another process */
        name: string;
        /** @description Its last words; for administrators */
        reason?: string;
        /**
         * Format: date-time
         * @description Since when
         */
        since: string;
      }[];
    };
    FilterStep:
      | {
          /** @description Standard deviation of the Gaussian, px */
          sigma: number;
          /**
           * @description Which filter
           * @constant
           */
          step: 'smooth';
        }
      | {
          /** @description Strength */
          amount: number;
          /** @description Standard deviation of the Gaussian, px */
          sigma: number;
          /**
           * @description Which filter
           * @constant
           */
          step: 'sharpen';
        }
      | {
          /** @description Strength */
          gain: number;
          /**
           * @description Which filter
           * @constant
           */
          step: 'edges';
        }
      | {
          /** @description The value of the background in the result */
          offset: number;
          /** @description px */
          radius: number;
          /**
           * @description Which filter
           * @constant
           */
          step: 'background';
        }
      | {
          /** @description Part of the maximum */
          high: number;
          /** @description Part of the maximum */
          low: number;
          /**
           * @description Which filter
           * @constant
           */
          step: 'threshold';
        }
      | {
          /** @description Weights of red, green and blue */
          blue: [number, number, number];
          /** @description Weights of red, green and blue */
          green: [number, number, number];
          /** @description Weights of red, green and blue */
          red: [number, number, number];
          /**
           * @description Which filter
           * @constant
           */
          step: 'channels';
        };
    /** @description In the order of their application */
    FilterSteps: components['schemas']['FilterStep'][];
    FirstRunState: {
      /** @description Whether the hub waits for its first administrator */
      open: boolean;
    };
    GuideCapture: {
      capture: components['schemas']['Capture'];
      /** @description Name of the file at the camera service */
      filename: string;
      /** @description Path of the file on the hub */
      filepath: string;
      /**
       * Format: uuid
       * @description Id of the capture
       */
      id: string;
      /** @description The file */
      image_info: {
        /** @description Format of the file */
        format: string;
        /** @description Size of the file, bytes */
        size_bytes: number;
      };
      /** @description Settings of the picture */
      settings: {
        /** @description Exposure time, ms */
        exposure: number;
        /** @description Analogue gain, dB */
        gain: number;
        /** @description Size of the picture */
        resolution: {
          /** @description Height, px */
          height: number;
          /** @description Width, px */
          width: number;
        };
      };
      /**
       * @description File and row are durable
       * @constant
       */
      state: 'stored';
      /**
       * @description Always true: errors have another form
       * @constant
       */
      success: true;
      /**
       * Format: date-time
       * @description When it was taken
       */
      timestamp: string;
      /** @description Path of the file on the hub */
      url: string;
    };
    GuideHealth: {
      /**
       * @description What is asked about
       * @constant
       */
      service: 'camera';
      /**
       * @description Whether the camera is there
       * @enum {string}
       */
      status: 'ok' | 'error';
      /**
       * Format: date-time
       * @description Time of the answer
       */
      timestamp: string;
    };
    GuideKeptCapture: {
      capture: components['schemas']['CaptureMetadata'];
      /** @description Name of the file at the camera service */
      filename: string;
      /** @description Path of the file on the hub */
      filepath: string;
      /**
       * Format: uuid
       * @description Id of the capture
       */
      id: string;
      /** @description The file */
      image_info: {
        /** @description Format of the file */
        format: string;
        /** @description Size of the file, bytes */
        size_bytes: number;
      };
      /** @description When it is stored */
      message: string;
      /** @description Settings of the picture */
      settings: {
        /** @description Exposure time, ms */
        exposure: number;
        /** @description Analogue gain, dB */
        gain: number;
        /** @description Size of the picture */
        resolution: {
          /** @description Height, px */
          height: number;
          /** @description Width, px */
          width: number;
        };
      };
      /**
       * @description Durable at the camera service
       * @constant
       */
      state: 'kept';
      /**
       * @description Always true: errors have another form
       * @constant
       */
      success: true;
      /**
       * Format: date-time
       * @description When it was taken
       */
      timestamp: string;
      /** @description Path of the file on the hub */
      url: string;
    };
    GuideSettings: {
      /** @description Usual sizes of the ROI */
      available_resolutions: {
        /** @description Height, px */
        height: number;
        /** @description Width, px */
        width: number;
      }[];
      /** @description Whether the device is there */
      connected: boolean;
      /** @description Exposure time, ms */
      exposure: number;
      /** @description Analogue gain, dB */
      gain: number;
      /** @description Size of the ROI */
      resolution: {
        /** @description Height, px */
        height: number;
        /** @description Width, px */
        width: number;
      };
      settings: components['schemas']['CameraSettings'];
      /** @description Whether frames arrive */
      streaming: boolean;
    };
    Job: {
      /** @description Size of what was taken, bytes */
      bytes: number;
      /** @description Id of the camera, for example bench-3 */
      cameraId: string;
      /** @description Pictures that are durable in the spool; for a clip, encoded frames */
      done: number;
      /** @description End, wall clock of the camera host, µs; absent: it has not ended */
      endedAtUs?: number;
      /** @description Times without pictures */
      gaps?: {
        /** @description Begin, wall clock of the camera host, µs */
        fromUs: number;
        /** @description Why */
        reason: string;
        /** @description End, wall clock of the camera host, µs; absent: it lasts */
        toUs?: number;
      }[];
      /**
       * Format: uuid
       * @description Id of the job
       */
      id: string;
      /** @description What was ordered */
      job: components['schemas']['JobSpec'];
      /** @description Due but not taken */
      missed: number;
      /** @description When the next picture of a time-lapse is due, wall clock of the camera host, µs */
      nextAtUs?: number;
      /** @description Why it is paused or failed; shown to users */
      reason?: string;
      /** @description Paused and waiting for sequence.resume */
      resumable?: boolean;
      /**
       * Format: uuid
       * @description Session that its captures belong to
       */
      sessionId?: string;
      /** @description Begin, wall clock of the camera host, µs */
      startedAtUs: number;
      /**
       * @description What it does now
       * @enum {string}
       */
      state: 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
      /** @description Pictures, or frames of a clip, to take */
      total: number;
      /** @description Who started it */
      user?: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /** @description The job waits for a pulse of the hardware trigger: for which picture or frame of total, and until when */
      waiting?: {
        /** @description For which picture */
        number: number;
        /** @description Until when, wall clock of the camera host, µs */
        untilUs: number;
        /**
         * @description What it waits for
         * @enum {string}
         */
        what: 'trigger';
      };
    };
    JobEstimate: {
      /** @description Probable size, bytes */
      bytes: number;
      /** @description Probable duration, ms */
      durationMs: number;
      /** @description Whether twice the estimate fits into the free space above the reserve */
      fits: boolean;
      /** @description Free space at the camera service, bytes */
      freeBytes: number;
    };
    JobOrder:
      | {
          /** @description Number of consecutive frames */
          count: number;
          /**
           * @description jpg and png8: 8 bits; png, tiff and ome-tiff: all bits; raw: samples of the sensor as .npy
           * @enum {string}
           */
          format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw';
          /** @description The whole sensor instead of the ROI */
          fullFrame?: boolean;
          /**
           * @description Kind of the job
           * @constant
           */
          kind: 'burst';
          /** @description Short text in names and lists */
          label?: string;
          /** @description Template for the name of the capture; default: {session}/{yyyy}-{MM}-{dd}/{camera}_{yyyy}{MM}{dd}T{HH}{mm}{ss}.{SSS}Z_{seq:04}{_label?}.{ext} */
          nameTemplate?: string;
          /** @description Notes, plain text */
          notes?: string;
          /** @description Tags of the captures */
          tags?: string[];
        }
      | {
          /** @description Determine the exposure before each picture */
          autoExpose?: boolean;
          /** @description Frames in the mean of each picture */
          average?: number;
          /** @description Number of pictures */
          count: number;
          /** @description Interval between pictures, ms */
          everyMs: number;
          /**
           * @description jpg and png8: 8 bits; png, tiff and ome-tiff: all bits; raw: samples of the sensor as .npy
           * @enum {string}
           */
          format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw';
          /** @description The whole sensor instead of the ROI */
          fullFrame?: boolean;
          /**
           * @description Kind of the job
           * @constant
           */
          kind: 'timelapse';
          /** @description Short text in names and lists */
          label?: string;
          /** @description Template for the name of the capture; default: {session}/{yyyy}-{MM}-{dd}/{camera}_{yyyy}{MM}{dd}T{HH}{mm}{ss}.{SSS}Z_{seq:04}{_label?}.{ext} */
          nameTemplate?: string;
          /** @description Notes, plain text */
          notes?: string;
          /** @description Tags of the captures */
          tags?: string[];
        }
      | {
          /** @description Length, ms */
          durationMs: number;
          /** @description Keep every n-th frame; default 1 */
          every?: number;
          /** @description Playback rate; default: the rate of recording */
          fps?: number;
          /**
           * @description Kind of the job
           * @constant
           */
          kind: 'clip';
          /** @description Short text in names and lists */
          label?: string;
          /** @description Largest width, px; default: full size */
          maxWidth?: number;
          /** @description Template for the name of the capture; default: {session}/{yyyy}-{MM}-{dd}/{camera}_{yyyy}{MM}{dd}T{HH}{mm}{ss}.{SSS}Z_{seq:04}{_label?}.{ext} */
          nameTemplate?: string;
          /** @description Notes, plain text */
          notes?: string;
          /** @description durationMs of frames that are in memory already, as viewers saw them: up to this time (camera clock), or up to the newest */
          past?: components['schemas']['PastFrames'];
          /** @description Tags of the captures */
          tags?: string[];
        };
    JobSpec:
      | {
          /** @description Number of consecutive frames */
          count: number;
          /**
           * @description jpg and png8: 8 bits; png, tiff and ome-tiff: all bits; raw: samples of the sensor as .npy
           * @enum {string}
           */
          format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw';
          /** @description The whole sensor instead of the ROI */
          fullFrame?: boolean;
          /**
           * @description Kind of the job
           * @constant
           */
          kind: 'burst';
          /** @description Short text in names and lists */
          label?: string;
          /** @description Notes, plain text */
          notes?: string;
          /** @description Tags of the captures */
          tags?: string[];
        }
      | {
          /** @description Determine the exposure before each picture */
          autoExpose?: boolean;
          /** @description Frames in the mean of each picture */
          average?: number;
          /** @description Number of pictures */
          count: number;
          /** @description Interval between pictures, ms */
          everyMs: number;
          /**
           * @description jpg and png8: 8 bits; png, tiff and ome-tiff: all bits; raw: samples of the sensor as .npy
           * @enum {string}
           */
          format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw';
          /** @description The whole sensor instead of the ROI */
          fullFrame?: boolean;
          /**
           * @description Kind of the job
           * @constant
           */
          kind: 'timelapse';
          /** @description Short text in names and lists */
          label?: string;
          /** @description Notes, plain text */
          notes?: string;
          /** @description Tags of the captures */
          tags?: string[];
        }
      | {
          /** @description Length, ms */
          durationMs: number;
          /** @description Keep every n-th frame; default 1 */
          every?: number;
          /** @description Playback rate; default: the rate of recording */
          fps?: number;
          /**
           * @description Kind of the job
           * @constant
           */
          kind: 'clip';
          /** @description Short text in names and lists */
          label?: string;
          /** @description Largest width, px; default: full size */
          maxWidth?: number;
          /** @description Notes, plain text */
          notes?: string;
          /** @description durationMs of frames that are in memory already, as viewers saw them: up to this time (camera clock), or up to the newest */
          past?: components['schemas']['PastFrames'];
          /** @description Tags of the captures */
          tags?: string[];
        };
    LabResult: {
      /** @description Boxes */
      boxes?: {
        /** @description Sensor px */
        height: number;
        /** @description Name or label */
        label?: string;
        /** @description Sensor px */
        left: number;
        /** @description Sensor px */
        top: number;
        /** @description Sensor px */
        width: number;
      }[];
      /** @description SHA-256 of the step's file */
      digest?: string;
      /** @description How long the step took, ms */
      durationMs?: number;
      /** @description Why there is no result for this frame */
      error?: string;
      /** @description An area of any shape */
      mask?: {
        /** @description Sensor pixels of a cell */
        cellHeight: number;
        /** @description Sensor pixels of a cell */
        cellWidth: number;
        /** @description Number of cells */
        columns: number;
        /** @description Sensor px */
        left: number;
        /** @description Number of cells */
        rows: number;
        /** @description Row by row: lengths that alternate between cells outside and inside the mask. The first is outside and may be 0 */
        runs: number[];
        /** @description Sensor px */
        top: number;
      };
      /** @description File name of the step, without .py */
      name: string;
      /** @description Figures */
      numbers?: {
        /** @description Name or label */
        name: string;
        /** @description Its unit */
        unit?: string;
        /** @description The figure */
        value: number;
      }[];
      /** @description Points */
      points?: {
        /** @description Name or label */
        label?: string;
        /** @description Sensor px */
        x: number;
        /** @description Sensor px */
        y: number;
      }[];
      /** @description As the step states it */
      version?: string;
    };
    LoginResult: {
      /** @description Sent as `Authorization: Bearer …`, or as `auth.token` of a socket */
      access_token: string;
      /** @description Lifetime of the sign-in, seconds */
      expires_in: number;
      /**
       * @description How to send the token (RFC 6750)
       * @constant
       */
      token_type: 'Bearer';
      /** @description Who has signed in */
      user: components['schemas']['User'];
    };
    LoginSession: {
      /** @description Address of the last use */
      address: string;
      /**
       * Format: date-time
       * @description When it began
       */
      createdAt: string;
      /** @description Whether this request uses it */
      current: boolean;
      /** @description Browser and system, or the program */
      device: string;
      /**
       * Format: date-time
       * @description When it ends by itself
       */
      expiresAt: string;
      /**
       * Format: uuid
       * @description Id of the sign-in
       */
      id: string;
      /**
       * Format: date-time
       * @description Accurate to about a minute
       */
      lastUsedAt: string;
    };
    LogTails: {
      /** @description One of each process */
      logs: {
        /** @description Oldest first */
        lines: {
          /**
           * Format: date-time
           * @description When
           */
          at?: string;
          /**
           * @description Severity
           * @enum {string}
           */
          level: 'debug' | 'info' | 'warn' | 'error';
          /** @description The line */
          text: string;
        }[];
        /** @description The hub, the database, or the id of a camera */
        name: string;
      }[];
    };
    Neighbours: {
      /** @description Id of the next newer capture; null: there is none */
      newer: string | null;
      /** @description Id of the next older capture; null: there is none */
      older: string | null;
      /** @description From 1, newest first */
      position: number;
      /** @description Captures in the list */
      total: number;
    };
    Objective: {
      /**
       * Format: date-time
       * @description When the scale was measured
       */
      calibratedAt?: string;
      /** @description Id of the camera, for example bench-3 */
      cameraId: string;
      /**
       * Format: uuid
       * @description Id of the objective
       */
      id: string;
      /**
       * @description Medium in front of the lens
       * @enum {string}
       */
      immersion?: 'air' | 'water' | 'oil' | 'glycerol' | 'other';
      /** @description For example 20 */
      magnification?: number;
      /** @description Name, unique at the camera */
      name: string;
      /** @description For example 0.4 */
      numericalAperture?: number;
      /** @description Size of one sensor pixel in the specimen, µm, without binning; absent until calibrated */
      umPerPixel?: number;
    };
    PastFrames: {
      /** @description Time of the last frame, camera clock, µs */
      untilUs?: number;
    };
    /** @description A point */
    Point: {
      /** @description px */
      x: number;
      /** @description px */
      y: number;
    };
    Preset: {
      /** @description The camera that it is for; null: any */
      cameraId: string | null;
      /**
       * Format: date-time
       * @description When it was saved
       */
      createdAt: string;
      /**
       * Format: uuid
       * @description Id of the preset
       */
      id: string;
      /** @description Name of the preset */
      name: string;
      settings: components['schemas']['SettingsUpdate'];
    };
    RetentionPlan: {
      /** @description What each rule selects */
      byRule: {
        /** @description Their size, bytes */
        bytes: number;
        /** @description Number of captures */
        captures: number;
        /** @description Name of the rule */
        name: string;
      }[];
      /** @description Their size, bytes */
      bytes: number;
      /** @description Number of captures */
      captures: number;
      /**
       * Format: uuid
       * @description Id for applying exactly this plan; valid for an hour
       */
      id: string;
      /** @description The first 200, oldest first. The complete list is a file */
      sample: {
        /** @description Its camera */
        cameraName: string;
        /**
         * Format: date-time
         * @description When it was taken
         */
        capturedAt: string;
        /** @description Its file */
        filename: string;
        /** @description Id of the capture */
        id: string;
        /** @description Its size, bytes */
        sizeBytes: number;
      }[];
    };
    RetentionRule: {
      /**
       * @description null: every camera
       * @default null
       */
      cameraId: string | null;
      /**
       * @description Keep captures of sessions
       * @default true
       */
      keepInSession: boolean;
      /**
       * @description Keep captures with this rating or more
       * @default null
       */
      keepRated: number | null;
      /**
       * @description Keep captures with a tag
       * @default true
       */
      keepTagged: boolean;
      /** @description Name of the rule */
      name: string;
      /** @description Selects captures that are older, days */
      olderThanDays: number;
    };
    RetentionRuleOutput: {
      /**
       * @description null: every camera
       * @default null
       */
      cameraId: string | null;
      /**
       * @description Keep captures of sessions
       * @default true
       */
      keepInSession: boolean;
      /**
       * @description Keep captures with this rating or more
       * @default null
       */
      keepRated: number | null;
      /**
       * @description Keep captures with a tag
       * @default true
       */
      keepTagged: boolean;
      /** @description Name of the rule */
      name: string;
      /** @description Selects captures that are older, days */
      olderThanDays: number;
    };
    RewindKey: {
      /** @description As in the header of the frame, camera clock, µs */
      capturedAtUs: number;
      /** @description Sequence number of the frame */
      seq: number;
    };
    RewindPage: {
      /** @description Memory for frames, bytes */
      budgetBytes: number;
      /** @description Memory in use, bytes */
      bytes: number;
      /** @description Times of the frames */
      capturedAtUs: number[];
      /** @description Frames in memory */
      frames: number;
      /** @description Time of the oldest frame, camera clock, µs; absent without frames */
      fromUs?: number;
      /** @description The next page begins after the last time */
      more: boolean;
      /** @description Their sequence numbers */
      seq: number[];
      /** @description Sizes of their JPEGs */
      sizeBytes: number[];
      /** @description Time of the newest frame, camera clock, µs */
      toUs?: number;
    };
    RewindState: {
      /** @description Memory for frames, bytes */
      budgetBytes: number;
      /** @description Memory in use, bytes */
      bytes: number;
      /** @description Frames in memory */
      frames: number;
      /** @description Time of the oldest frame, camera clock, µs; absent without frames */
      fromUs?: number;
      /** @description Time of the newest frame, camera clock, µs */
      toUs?: number;
    };
    SampleOffer: {
      /** @description Significant bits of each sample */
      bits: number;
      /** @description 1 also for a Bayer mosaic */
      channels: 1 | 3;
      /** @description Bytes of a compressed frame, about */
      frameBytes: number;
      /** @description Frames of samples per second at most */
      maxFps: number;
    };
    Session: {
      /** @description Id of the camera, for example bench-3 */
      cameraId: string;
      /** @description Name of the camera at the start */
      cameraName: string;
      /** @description In the library, without the trash */
      captures: number;
      /** @description What it is about */
      description: string;
      /** @description When it ended; null: it is open */
      endedAt: string | null;
      /** @description Entries of the log */
      entries: number;
      /**
       * Format: uuid
       * @description Id of the session
       */
      id: string;
      /** @description Who started it */
      owner: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /** @description All participants so far, including those who are not named */
      participantCount: number;
      /** @description In the order of joining. `GET /sessions/{id}` names up to 1,000; lists and events name 50, present ones first */
      participants: {
        /** @description Whether it is a guest of a share link */
        guest: boolean;
        /**
         * Format: date-time
         * @description When the person joined
         */
        joinedAt: string;
        /** @description When the person left; null: is present */
        leftAt: string | null;
        /** @description Name of the person */
        name: string;
        /** @description Id of the account or guest */
        userId: string;
      }[];
      /** @description Participants who are present, including those who are not named */
      presentCount: number;
      /**
       * Format: date-time
       * @description When it began
       */
      startedAt: string;
      /** @description Tags */
      tags: string[];
      /** @description Title */
      title: string;
    };
    SessionEntry: {
      /** @description The event as noun.verb: settings.update, control.granted, job.start, note.write */
      action: string;
      /**
       * Format: date-time
       * @description When it happened
       */
      at: string;
      /** @description Time at which a note was removed; its text stays in the history */
      deletedAt: string | null;
      /** @description captureId, jobId, settings before and after, the reason for leaving, and others */
      details: {
        [key: string]: unknown;
      };
      /** @description Last change of a note; null: none */
      editedAt: string | null;
      /** @description Who changed it last */
      editedBy: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      } | null;
      /** @description Ascending in the order of the log */
      id: number;
      /**
       * @description What the entry is about
       * @enum {string}
       */
      kind: 'session' | 'capture' | 'settings' | 'control' | 'note' | 'job' | 'fault' | 'annotation';
      /** @description Author; null: the hub or the camera */
      person: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      } | null;
      /** @description Increased when a note is edited */
      revision: number;
      /**
       * Format: uuid
       * @description Id of the session
       */
      sessionId: string;
      /** @description Markdown for a note; otherwise one plain line without the person */
      text: string;
    };
    SettingsCopy: {
      /** @description One per target */
      results: {
        /** @description Settings of the source that this camera has taken */
        applied: components['schemas']['SettingsUpdate'];
        /** @description The target */
        cameraId: string;
        /** @description Why nothing was applied */
        error?: {
          /**
           * @description As in an error of one camera
           * @enum {string}
           */
          code:
            | 'validation_failed'
            | 'invalid_json'
            | 'bad_frame'
            | 'unauthenticated'
            | 'session_expired'
            | 'invalid_credentials'
            | 'forbidden'
            | 'bad_origin'
            | 'not_found'
            | 'camera_not_found'
            | 'capture_not_found'
            | 'job_not_found'
            | 'objective_not_found'
            | 'session_not_found'
            | 'annotation_not_found'
            | 'share_not_found'
            | 'method_not_allowed'
            | 'request_timeout'
            | 'conflict'
            | 'control_held'
            | 'camera_busy'
            | 'capture_cancelled'
            | 'limit_reached'
            | 'payload_too_large'
            | 'target_too_long'
            | 'unsupported_media_type'
            | 'range_not_satisfiable'
            | 'setting_rejected'
            | 'digest_mismatch'
            | 'image_rejected'
            | 'rate_limited'
            | 'headers_too_large'
            | 'internal'
            | 'camera_error'
            | 'camera_offline'
            | 'camera_disconnected'
            | 'database_unavailable'
            | 'store_unavailable'
            | 'shutting_down'
            | 'too_many_connections'
            | 'camera_timeout'
            | 'no_space'
            | 'capture_waits';
          /** @description Invalid fields */
          issues?: {
            /** @description Largest value */
            max?: number;
            /** @description What is wrong with it */
            message: string;
            /** @description Smallest value */
            min?: number;
            /** @description Dotted path of the field, e.g. "exposure" or "roi.width" */
            path: string;
            /** @description Unit of the limits */
            unit?: string;
            /** @description What was sent */
            value?: unknown;
          }[];
          /** @description For people, with the values */
          message: string;
        };
        /** @description The others, each with the reason. No value is replaced by a similar one */
        skipped: {
          /** @description Largest value */
          max?: number;
          /** @description What is wrong with it */
          message: string;
          /** @description Smallest value */
          min?: number;
          /** @description Dotted path of the field, e.g. "exposure" or "roi.width" */
          path: string;
          /** @description Unit of the limits */
          unit?: string;
          /** @description What was sent */
          value?: unknown;
        }[];
      }[];
    };
    SettingsFile: {
      /** @description The camera that the settings were read from */
      camera?: {
        /** @description Driver of the camera service */
        driver: string;
        /** @description Version of the firmware */
        firmware?: string;
        /** @description Model of the camera */
        model: string;
        /** @description Serial number */
        serial: string;
      };
      /**
       * @description Kind of the file
       * @default eyepiece-settings
       * @constant
       */
      kind: 'eyepiece-settings';
      /**
       * Format: date-time
       * @description When it was made
       */
      savedAt?: string;
      /** @description As in SettingsUpdate */
      settings: {
        [key: string]: unknown;
      };
      /**
       * @description Version of the format
       * @default 1
       * @constant
       */
      version: 1;
    };
    SettingsFileOutput: {
      /** @description The camera that the settings were read from */
      camera?: {
        /** @description Driver of the camera service */
        driver: string;
        /** @description Version of the firmware */
        firmware?: string;
        /** @description Model of the camera */
        model: string;
        /** @description Serial number */
        serial: string;
      };
      /**
       * @description Kind of the file
       * @default eyepiece-settings
       * @constant
       */
      kind: 'eyepiece-settings';
      /**
       * Format: date-time
       * @description When it was made
       */
      savedAt?: string;
      /** @description As in SettingsUpdate */
      settings: {
        [key: string]: unknown;
      };
      /**
       * @description Version of the format
       * @default 1
       * @constant
       */
      version: 1;
    };
    SettingsUpdate: {
      /** @description Region measured by the automatic modes, relative to the origin of the ROI */
      autoRoi?: {
        /** @description Height, px */
        height: number;
        /** @description Left edge, px of the sensor */
        left: number;
        /** @description Upper edge, px of the sensor */
        top: number;
        /** @description Width, px */
        width: number;
      };
      /** @description Limit of the camera's connection, Mbit/s */
      bandwidthLimit?: number;
      /** @description Black level, % */
      brightness?: number;
      /** @description Colour temperature, K */
      colorTemperature?: number;
      /** @description Exposure time, ms */
      exposure?: number;
      /**
       * @description once: measure now and keep; continuous: follow the picture
       * @enum {string}
       */
      exposureAuto?: 'off' | 'once' | 'continuous';
      /** @description Longest exposure of the automatic mode, ms */
      exposureAutoMax?: number;
      /** @description Shortest exposure of the automatic mode, ms */
      exposureAutoMin?: number;
      /** @description Mirrored picture */
      flip?: {
        /** @description Left and right exchanged */
        horizontal: boolean;
        /** @description Top and bottom exchanged */
        vertical: boolean;
      };
      /** @description Distance of the specimen from focus, µm */
      focus?: number;
      /** @description Target frame rate, fps */
      frameRate?: number;
      /** @description Rate that the camera achieves, fps; read-only */
      frameRateActual?: number;
      /** @description Analogue gain, dB */
      gain?: number;
      /**
       * @description once: measure now and keep; continuous: follow the picture
       * @enum {string}
       */
      gainAuto?: 'off' | 'once' | 'continuous';
      /** @description 1: linear */
      gamma?: number;
      /**
       * @description Whether the simulator's stage stands still
       * @enum {string}
       */
      holdStill?: 'off' | 'on';
      /** @description Binning or decimation */
      pixelAddressing?: {
        /**
         * @description How pixels become one
         * @enum {string}
         */
        mode: 'decimate' | 'average' | 'bin' | 'resample';
        /** @description Sensor pixels per pixel, horizontally */
        x: number;
        /** @description Sensor pixels per pixel, vertically */
        y: number;
      };
      /** @description Name of the format, as in the capabilities */
      pixelFormat?: string;
      /** @description Region of the sensor */
      roi?: {
        /** @description Height, px */
        height: number;
        /** @description Left edge, px of the sensor */
        left: number;
        /** @description Upper edge, px of the sensor */
        top: number;
        /** @description Width, px */
        width: number;
      };
      /** @description Rotation clockwise, degrees */
      rotate?: 0 | 90 | 180 | 270;
      /** @description Saturation, % */
      saturation?: number;
      /** @description Sharpness, % */
      sharpness?: number;
      /**
       * @description The camera's own measure of sharpness, in the analysis
       * @enum {string}
       */
      sharpnessScore?: 'off' | 'on';
      /**
       * @description free: frames follow each other; else each waits for a trigger
       * @enum {string}
       */
      trigger?: 'free' | 'software' | 'hardware';
      /** @description Time from trigger to exposure, ms */
      triggerDelay?: number;
      /**
       * @description Edge of the hardware trigger
       * @enum {string}
       */
      triggerPolarity?: 'falling' | 'rising';
      /** @description Channel gains */
      whiteBalance?: {
        /** @description Gain of blue */
        blue: number;
        /** @description Gain of green */
        green: number;
        /** @description Gain of red */
        red: number;
      };
      /**
       * @description once: measure now and keep; continuous: follow the picture
       * @enum {string}
       */
      whiteBalanceAuto?: 'off' | 'once' | 'continuous';
    };
    Share: {
      /** @description The camera */
      cameraId: string;
      /**
       * Format: date-time
       * @description When it was made
       */
      createdAt: string;
      /** @description Who made it */
      createdBy: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      };
      /**
       * Format: date-time
       * @description When it ends by itself
       */
      expiresAt: string;
      /**
       * Format: uuid
       * @description Id of the link
       */
      id: string;
      /**
       * @description What guests may see
       * @enum {string}
       */
      kind: 'live' | 'session';
      /** @description For the list of links */
      label: string;
      /** @description Last entry with it; null: none */
      lastUsedAt: string | null;
      /** @description When it was revoked; null: it was not */
      revokedAt: string | null;
      /** @description The session; null for a live view */
      sessionId: string | null;
      /** @description Number of entries with this link */
      uses: number;
    };
    Shot: {
      /**
       * Format: date-time
       * @description When the cameras were asked
       */
      begunAt: string;
      /** @description Who gave the order */
      by: {
        /** @description Id of the account */
        id: string;
        /** @description Name of the person */
        name: string;
      } | null;
      /** @description null until every camera has answered */
      endedAt: string | null;
      /** @description null for an order that named cameras */
      group: {
        /** @description Id of the group */
        id: string;
        /** @description Its name then */
        name: string;
      } | null;
      /**
       * Format: uuid
       * @description The `shotId` of its captures
       */
      id: string;
      /** @description One per camera, in the order of the request or the group */
      results: {
        /** @description The camera */
        cameraId: string;
        /** @description Id of the capture */
        captureId?: string;
        /** @description Why the library has no picture of this camera */
        error?: {
          /**
           * @description As in an error of one camera
           * @enum {string}
           */
          code:
            | 'validation_failed'
            | 'invalid_json'
            | 'bad_frame'
            | 'unauthenticated'
            | 'session_expired'
            | 'invalid_credentials'
            | 'forbidden'
            | 'bad_origin'
            | 'not_found'
            | 'camera_not_found'
            | 'capture_not_found'
            | 'job_not_found'
            | 'objective_not_found'
            | 'session_not_found'
            | 'annotation_not_found'
            | 'share_not_found'
            | 'method_not_allowed'
            | 'request_timeout'
            | 'conflict'
            | 'control_held'
            | 'camera_busy'
            | 'capture_cancelled'
            | 'limit_reached'
            | 'payload_too_large'
            | 'target_too_long'
            | 'unsupported_media_type'
            | 'range_not_satisfiable'
            | 'setting_rejected'
            | 'digest_mismatch'
            | 'image_rejected'
            | 'rate_limited'
            | 'headers_too_large'
            | 'internal'
            | 'camera_error'
            | 'camera_offline'
            | 'camera_disconnected'
            | 'database_unavailable'
            | 'store_unavailable'
            | 'shutting_down'
            | 'too_many_connections'
            | 'camera_timeout'
            | 'no_space'
            | 'capture_waits';
          /** @description Invalid fields */
          issues?: {
            /** @description Largest value */
            max?: number;
            /** @description What is wrong with it */
            message: string;
            /** @description Smallest value */
            min?: number;
            /** @description Dotted path of the field, e.g. "exposure" or "roi.width" */
            path: string;
            /** @description Unit of the limits */
            unit?: string;
            /** @description What was sent */
            value?: unknown;
          }[];
          /** @description For people, with the values */
          message: string;
        };
        /** @description Absent if the offset of the camera's clock is unknown */
        exposure?: {
          /** @description Start of exposure, µs since the epoch, clock of the hub that gave the order; of a mean, its last frame */
          startUs: number;
          /** @description Half a round trip to the camera service, µs */
          uncertaintyUs: number;
        };
        /**
         * @description Whether the library has the picture, only the camera service, or none
         * @enum {string}
         */
        state: 'stored' | 'kept' | 'failed';
      }[];
      /** @description null with fewer than two known starts of exposure */
      spread: {
        /** @description Cameras whose start is known */
        cameras: number;
        /** @description Latest minus earliest start of exposure, µs */
        spreadUs: number;
        /** @description By how much the clocks may falsify it, µs */
        uncertaintyUs: number;
      } | null;
    };
    StorageRules: {
      /**
       * @description Apply the rules automatically once a day
       * @default false
       */
      automatic: boolean;
      /**
       * @description Above the quota, uploads are refused (507) and nothing is deleted
       * @default null
       */
      quotaBytes: number | null;
      /**
       * @description Rules, applied in this order
       * @default []
       */
      retention: components['schemas']['RetentionRule'][];
      /**
       * @description How long the trash is kept, days
       * @default 30
       */
      trashDays: number;
    };
    StorageRulesOutput: {
      /**
       * @description Apply the rules automatically once a day
       * @default false
       */
      automatic: boolean;
      /**
       * @description Above the quota, uploads are refused (507) and nothing is deleted
       * @default null
       */
      quotaBytes: number | null;
      /**
       * @description Rules, applied in this order
       * @default []
       */
      retention: components['schemas']['RetentionRuleOutput'][];
      /**
       * @description How long the trash is kept, days
       * @default 30
       */
      trashDays: number;
    };
    StorageUse: {
      /** @description Use by camera, the most first */
      byCamera: {
        /** @description Their size, bytes */
        bytes: number;
        /** @description Number of captures */
        captures: number;
        /** @description Its id */
        id: string;
        /** @description Its name */
        name: string;
      }[];
      /** @description The last 30 days, UTC */
      byDay: {
        /** @description Their size, bytes */
        bytes: number;
        /** @description Number of captures */
        captures: number;
        /** @description YYYY-MM-DD */
        day: string;
      }[];
      /** @description Use by person; id null: unknown */
      byPerson: {
        /** @description Their size, bytes */
        bytes: number;
        /** @description Number of captures */
        captures: number;
        /** @description Its id */
        id: string | null;
        /** @description Its name */
        name: string;
      }[];
      /** @description Use by session; id null: no session */
      bySession: {
        /** @description Their size, bytes */
        bytes: number;
        /** @description Number of captures */
        captures: number;
        /** @description Its id */
        id: string | null;
        /** @description Its name */
        name: string;
      }[];
      /** @description Their size, bytes */
      bytes: number;
      /** @description Number of captures */
      captures: number;
      /** @description Bytes; 9007199254740991 when the file store names no limit, as S3 does */
      diskBytes: number;
      /** @description Like freeBytes, but of the disk alone: the quota does not lower it */
      diskFreeBytes: number;
      /** @description Space left for captures without the reserve, bytes */
      freeBytes: number;
      /** @description Limit of all captures, bytes; null: none */
      quotaBytes: number | null;
      /** @description Bytes that captures leave free for the database; 0 without a disk */
      reserveBytes: number;
      /** @description What the trash holds */
      trash: {
        /** @description Their size, bytes */
        bytes: number;
        /** @description Number of captures */
        captures: number;
      };
    };
    Timeline: {
      /** @description Their size, bytes */
      bytes: number;
      /** @description Days with captures, newest first */
      days: {
        /** @description Captures of the day */
        count: number;
        /** @description YYYY-MM-DD */
        day: string;
        /**
         * Format: date-time
         * @description First moment of the day; with `to` it filters the captures of the day
         */
        from: string;
        /** @description Only for a day with more than 1,000 captures: parts of it, newest first, with about 200 captures each where whole quarters of an hour allow it */
        parts?: {
          /** @description Captures of the part */
          count: number;
          /**
           * Format: date-time
           * @description Its beginning
           */
          from: string;
          /**
           * Format: date-time
           * @description Its last millisecond
           */
          to: string;
        }[];
        /** @description Its sessions with the most captures, at most three */
        sessions: {
          /** @description Captures of the session on this day */
          count: number;
          /** @description Title of the session */
          title: string;
        }[];
        /**
         * Format: date-time
         * @description Last millisecond of the day
         */
        to: string;
      }[];
      /** @description Captures of all days */
      total: number;
    };
    User: {
      /** @description Roles at single cameras, which replace `role` there; absent when there are none */
      cameraRoles?: {
        /** @description Id of the camera, for example bench-3 */
        cameraId: string;
        /**
         * @description What the account may do; each role includes the ones before it
         * @enum {string}
         */
        role: 'viewer' | 'contributor' | 'operator' | 'admin';
      }[];
      /** @description Whether the account is disabled: it cannot sign in */
      disabled: boolean;
      /** @description E-mail address, lower case; empty for guests */
      email: string;
      /** @description Only for guests of a share link: what they may access */
      guest?: {
        /** @description The camera */
        cameraId: string;
        /**
         * Format: date-time
         * @description When the access ends
         */
        expiresAt: string;
        /**
         * @description What the guest may see
         * @enum {string}
         */
        kind: 'live' | 'session';
        /** @description The session; null for a live view */
        sessionId: string | null;
      };
      /**
       * Format: uuid
       * @description Id of the account
       */
      id: string;
      /** @description Only for requests with an API key: what the key may do */
      key?: {
        /** @description The only cameras that the key may be used for; null: all */
        cameraIds: string[] | null;
        /**
         * Format: uuid
         * @description Id of the key
         */
        id: string;
        /** @description Name of the key */
        name: string;
        /** @description What the key may be used for */
        scopes: ('watch' | 'capture' | 'control' | 'library:read' | 'library:write' | 'admin')[];
      };
      /** @description Name that others see */
      name: string;
      /**
       * @description What the account may do; each role includes the ones before it
       * @enum {string}
       */
      role: 'viewer' | 'contributor' | 'operator' | 'admin';
      /**
       * @description Only for service accounts, which have no password and use API keys
       * @constant
       */
      service?: true;
    };
    ViewerReport: {
      /** @description Every how many frames the viewer acknowledges */
      ackEvery?: number;
      /** @description Network address */
      address: string;
      /** @description What is watched */
      cameraId: string;
      /** @description Frames left out */
      dropped: number;
      /** @description Frames that are not acknowledged */
      inFlight?: number;
      /**
       * @description socket: Socket.IO; mjpeg: a feed over HTTP
       * @enum {string}
       */
      kind: 'socket' | 'mjpeg';
      /** @description Measured rate of the link, bytes per second */
      linkBytesPerSecond?: number;
      /** @description Name of the person */
      name: string;
      /**
       * @description What is sent now: a size and quality of JPEG, a tier of video, or samples
       * @enum {string}
       */
      rendition:
        'full' | 'full-50' | 'half' | 'third' | 'quarter' | 'quarter-45' | 'quarter-25' | 'eighth' | 'sharp' | 'lean' | 'thin' | 'samples';
      /** @description Frames sent */
      sent: number;
      /** @description Shortest recent time from sending to acknowledgement, ms */
      smallestRoundTripMs?: number;
      /** @description Whether it has stopped to acknowledge */
      stalled?: boolean;
      /** @description Id of the account or guest */
      userId: string;
      /** @description Frames that may be in flight */
      window?: number;
    };
  };
  responses: {
    /** @description Bad Request: `validation_failed` */
    'Error400-validation_failed': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 400,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Bad Request",
         *       "code": "validation_failed"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'validation_failed';
        };
      };
    };
    /** @description Bad Request: `validation_failed`, `invalid_json` */
    'Error400-validation_failed-invalid_json': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 400,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Bad Request",
         *       "code": "validation_failed"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'validation_failed' | 'invalid_json';
        };
      };
    };
    /** @description Unauthorized: `invalid_credentials` */
    'Error401-invalid_credentials': {
      headers: {
        /** @description Bearer */
        'WWW-Authenticate'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 401,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Unauthorized",
         *       "code": "invalid_credentials"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'invalid_credentials';
        };
      };
    };
    /** @description Unauthorized: `unauthenticated`, `session_expired` */
    'Error401-unauthenticated-session_expired': {
      headers: {
        /** @description Bearer */
        'WWW-Authenticate'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 401,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Unauthorized",
         *       "code": "unauthenticated"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'unauthenticated' | 'session_expired';
        };
      };
    };
    /** @description Unauthorized: `unauthenticated`, `session_expired`, `invalid_credentials` */
    'Error401-unauthenticated-session_expired-invalid_credentials': {
      headers: {
        /** @description Bearer */
        'WWW-Authenticate'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 401,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Unauthorized",
         *       "code": "unauthenticated"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'unauthenticated' | 'session_expired' | 'invalid_credentials';
        };
      };
    };
    /** @description Forbidden: `bad_origin` */
    'Error403-bad_origin': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 403,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Forbidden",
         *       "code": "bad_origin"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'bad_origin';
        };
      };
    };
    /** @description Forbidden: `forbidden` */
    'Error403-forbidden': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 403,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Forbidden",
         *       "code": "forbidden"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'forbidden';
        };
      };
    };
    /** @description Forbidden: `forbidden`, `bad_origin` */
    'Error403-forbidden-bad_origin': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 403,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Forbidden",
         *       "code": "forbidden"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'forbidden' | 'bad_origin';
        };
      };
    };
    /** @description Not Found: `annotation_not_found`, `capture_not_found` */
    'Error404-annotation_not_found-capture_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "annotation_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'annotation_not_found' | 'capture_not_found';
        };
      };
    };
    /** @description Not Found: `camera_not_found` */
    'Error404-camera_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "camera_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_not_found';
        };
      };
    };
    /** @description Not Found: `camera_not_found`, `capture_not_found` */
    'Error404-camera_not_found-capture_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "camera_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_not_found' | 'capture_not_found';
        };
      };
    };
    /** @description Not Found: `camera_not_found`, `job_not_found` */
    'Error404-camera_not_found-job_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "camera_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_not_found' | 'job_not_found';
        };
      };
    };
    /** @description Not Found: `camera_not_found`, `not_found` */
    'Error404-camera_not_found-not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "camera_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_not_found' | 'not_found';
        };
      };
    };
    /** @description Not Found: `camera_not_found`, `objective_not_found` */
    'Error404-camera_not_found-objective_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "camera_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_not_found' | 'objective_not_found';
        };
      };
    };
    /** @description Not Found: `camera_not_found`, `session_not_found` */
    'Error404-camera_not_found-session_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "camera_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_not_found' | 'session_not_found';
        };
      };
    };
    /** @description Not Found: `capture_not_found` */
    'Error404-capture_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "capture_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'capture_not_found';
        };
      };
    };
    /** @description Not Found: `capture_not_found`, `camera_not_found` */
    'Error404-capture_not_found-camera_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "capture_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'capture_not_found' | 'camera_not_found';
        };
      };
    };
    /** @description Not Found: `job_not_found` */
    'Error404-job_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "job_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'job_not_found';
        };
      };
    };
    /** @description Not Found: `not_found` */
    'Error404-not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'not_found';
        };
      };
    };
    /** @description Not Found: `not_found`, `camera_not_found` */
    'Error404-not_found-camera_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'not_found' | 'camera_not_found';
        };
      };
    };
    /** @description Not Found: `not_found`, `capture_not_found` */
    'Error404-not_found-capture_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'not_found' | 'capture_not_found';
        };
      };
    };
    /** @description Not Found: `objective_not_found` */
    'Error404-objective_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "objective_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'objective_not_found';
        };
      };
    };
    /** @description Not Found: `session_not_found` */
    'Error404-session_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "session_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'session_not_found';
        };
      };
    };
    /** @description Not Found: `session_not_found`, `not_found` */
    'Error404-session_not_found-not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "session_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'session_not_found' | 'not_found';
        };
      };
    };
    /** @description Not Found: `share_not_found` */
    'Error404-share_not_found': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 404,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Not Found",
         *       "code": "share_not_found"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'share_not_found';
        };
      };
    };
    /** @description Request Timeout: `request_timeout` */
    'Error408-request_timeout': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 408,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Request Timeout",
         *       "code": "request_timeout"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'request_timeout';
        };
      };
    };
    /** @description Conflict: `conflict` */
    'Error409-conflict': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "conflict"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'conflict';
        };
      };
    };
    /** @description Conflict: `conflict`, `camera_busy` */
    'Error409-conflict-camera_busy': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "conflict"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'conflict' | 'camera_busy';
        };
      };
    };
    /** @description Conflict: `conflict`, `limit_reached` */
    'Error409-conflict-limit_reached': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "conflict"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'conflict' | 'limit_reached';
        };
      };
    };
    /** @description Conflict: `control_held`, `camera_busy` */
    'Error409-control_held-camera_busy': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "control_held"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'control_held' | 'camera_busy';
        };
      };
    };
    /** @description Conflict: `control_held`, `camera_busy`, `capture_cancelled`, `limit_reached`, `conflict` */
    'Error409-control_held-camera_busy-capture_cancelled-limit_reached-conflict': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "control_held"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'control_held' | 'camera_busy' | 'capture_cancelled' | 'limit_reached' | 'conflict';
        };
      };
    };
    /** @description Conflict: `control_held`, `camera_busy`, `conflict` */
    'Error409-control_held-camera_busy-conflict': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "control_held"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'control_held' | 'camera_busy' | 'conflict';
        };
      };
    };
    /** @description Conflict: `control_held`, `camera_busy`, `limit_reached` */
    'Error409-control_held-camera_busy-limit_reached': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "control_held"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'control_held' | 'camera_busy' | 'limit_reached';
        };
      };
    };
    /** @description Conflict: `control_held`, `conflict` */
    'Error409-control_held-conflict': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "control_held"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'control_held' | 'conflict';
        };
      };
    };
    /** @description Conflict: `limit_reached` */
    'Error409-limit_reached': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 409,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Conflict",
         *       "code": "limit_reached"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'limit_reached';
        };
      };
    };
    /** @description Payload Too Large: `payload_too_large` */
    'Error413-payload_too_large': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 413,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Payload Too Large",
         *       "code": "payload_too_large"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'payload_too_large';
        };
      };
    };
    /** @description URI Too Long: `target_too_long` */
    'Error414-target_too_long': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 414,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "URI Too Long",
         *       "code": "target_too_long"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'target_too_long';
        };
      };
    };
    /** @description Unsupported Media Type: `unsupported_media_type` */
    'Error415-unsupported_media_type': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 415,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Unsupported Media Type",
         *       "code": "unsupported_media_type"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'unsupported_media_type';
        };
      };
    };
    /** @description Range Not Satisfiable: `range_not_satisfiable` */
    'Error416-range_not_satisfiable': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 416,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Range Not Satisfiable",
         *       "code": "range_not_satisfiable"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'range_not_satisfiable';
        };
      };
    };
    /** @description Unprocessable Entity: `image_rejected` */
    'Error422-image_rejected': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 422,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Unprocessable Entity",
         *       "code": "image_rejected"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'image_rejected';
        };
      };
    };
    /** @description Unprocessable Entity: `setting_rejected` */
    'Error422-setting_rejected': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 422,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Unprocessable Entity",
         *       "code": "setting_rejected"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'setting_rejected';
        };
      };
    };
    /** @description Too Many Requests: `rate_limited` */
    'Error429-rate_limited': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 429,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Too Many Requests",
         *       "code": "rate_limited"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'rate_limited';
        };
      };
    };
    /** @description Request Header Fields Too Large: `headers_too_large` */
    'Error431-headers_too_large': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 431,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Request Header Fields Too Large",
         *       "code": "headers_too_large"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'headers_too_large';
        };
      };
    };
    /** @description Internal Server Error: `internal` */
    'Error500-internal': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 500,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Internal Server Error",
         *       "code": "internal"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'internal';
        };
      };
    };
    /** @description Bad Gateway: `camera_error` */
    'Error502-camera_error': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 502,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Bad Gateway",
         *       "code": "camera_error"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_error';
        };
      };
    };
    /** @description Service Unavailable: `database_unavailable`, `shutting_down`, `too_many_connections` */
    'Error503-database_unavailable-shutting_down-too_many_connections': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 503,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Service Unavailable",
         *       "code": "database_unavailable"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'database_unavailable' | 'shutting_down' | 'too_many_connections';
        };
      };
    };
    /** @description Service Unavailable: `database_unavailable`, `shutting_down`, `too_many_connections`, `camera_offline` */
    'Error503-database_unavailable-shutting_down-too_many_connections-camera_offline': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 503,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Service Unavailable",
         *       "code": "database_unavailable"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'database_unavailable' | 'shutting_down' | 'too_many_connections' | 'camera_offline';
        };
      };
    };
    /** @description Service Unavailable: `database_unavailable`, `shutting_down`, `too_many_connections`, `camera_offline`, `camera_disconnected` */
    'Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 503,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Service Unavailable",
         *       "code": "database_unavailable"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'database_unavailable' | 'shutting_down' | 'too_many_connections' | 'camera_offline' | 'camera_disconnected';
        };
      };
    };
    /** @description Service Unavailable: `database_unavailable`, `shutting_down`, `too_many_connections`, `store_unavailable` */
    'Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 503,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Service Unavailable",
         *       "code": "database_unavailable"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'database_unavailable' | 'shutting_down' | 'too_many_connections' | 'store_unavailable';
        };
      };
    };
    /** @description Gateway Timeout: `camera_timeout` */
    'Error504-camera_timeout': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 504,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Gateway Timeout",
         *       "code": "camera_timeout"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'camera_timeout';
        };
      };
    };
    /** @description Insufficient Storage: `capture_waits`, `no_space` */
    'Error507-capture_waits-no_space': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 507,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Insufficient Storage",
         *       "code": "capture_waits"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'capture_waits' | 'no_space';
        };
      };
    };
    /** @description Insufficient Storage: `no_space` */
    'Error507-no_space': {
      headers: {
        /** @description Seconds until the next attempt makes sense, where the hub knows them */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "statusCode": 507,
         *       "message": "What is wrong, and the limit where there is one",
         *       "error": "Insufficient Storage",
         *       "code": "no_space"
         *     }
         */
        'application/json': components['schemas']['Error'] & {
          /**
           * @description Tells errors of this status apart
           * @enum {unknown}
           */
          code?: 'no_space';
        };
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getAnnotations: {
    parameters: {
      query?: {
        cameraId?: string;
        /** @description Id of the capture */
        captureId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "annotations": [
           *         {
           *           "id": "9942d4c3-62f0-4109-98ec-c873cc33c13c",
           *           "target": {
           *             "kind": "capture",
           *             "captureId": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54"
           *           },
           *           "shape": {
           *             "kind": "text",
           *             "at": {
           *               "x": 640,
           *               "y": 512
           *             },
           *             "text": "open stoma"
           *           },
           *           "author": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "createdAt": "2026-11-30T10:46:26.738Z",
           *           "updatedAt": "2026-11-30T10:46:26.738Z",
           *           "updatedBy": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "revision": 1,
           *           "deletedAt": null
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Those that are not removed */
            annotations: components['schemas']['Annotation'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-capture_not_found-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getAnnotationsIdHistory: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the annotation */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "revisions": [
           *         {
           *           "revision": 1,
           *           "shape": {
           *             "kind": "text",
           *             "at": {
           *               "x": 640,
           *               "y": 512
           *             },
           *             "text": "open stoma"
           *           },
           *           "at": "2026-11-30T10:46:26.738Z",
           *           "by": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "deleted": false
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Oldest first */
            revisions: components['schemas']['AnnotationRevision'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-annotation_not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getAudit: {
    parameters: {
      query?: {
        /** @description noun.verb */
        action?: string;
        /** @description `nextCursor` of the page before; absent: the first page */
        cursor?: string;
        /** @description Not before */
        from?: string;
        /** @description Only actions of this kind */
        kind?: 'sign-ins' | 'keys' | 'people' | 'links' | 'control' | 'cameras' | 'captures' | 'sessions' | 'storage' | 'audit';
        /** @description Entries per page */
        limit?: number;
        /** @description Beginning of the subject, or the id of the camera that the entry is about */
        object?: string;
        /** @description Beginning of the name of the person who did it */
        person?: string;
        /** @description Not after */
        to?: string;
        /** @description Who did it */
        userId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "entries": [
           *         {
           *           "id": 843,
           *           "at": "2026-11-30T10:47:10.602Z",
           *           "person": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "address": "192.0.2.14",
           *           "action": "share.revoked",
           *           "subject": "518286a1-0dbb-41d0-ac19-a86b2455cf85",
           *           "details": {
           *             "kind": "live",
           *             "cameraId": "bench-3"
           *           }
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': {
            /** @description A page of the trail, newest first */
            entries: components['schemas']['AuditEntry'][];
            /** @description `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getAuditExport: {
    parameters: {
      query?: {
        /** @description noun.verb */
        action?: string;
        /** @description Format of the file */
        format?: 'csv' | 'json';
        /** @description Not before */
        from?: string;
        /** @description Only actions of this kind */
        kind?: 'sign-ins' | 'keys' | 'people' | 'links' | 'control' | 'cameras' | 'captures' | 'sessions' | 'storage' | 'audit';
        /** @description Beginning of the subject, or the id of the camera that the entry is about */
        object?: string;
        /** @description Beginning of the name of the person who did it */
        person?: string;
        /** @description Not after */
        to?: string;
        /** @description Who did it */
        userId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example [
           *       {
           *         "id": 843,
           *         "at": "2026-11-30T10:47:10.602Z",
           *         "person": {
           *           "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         },
           *         "address": "192.0.2.14",
           *         "action": "share.revoked",
           *         "subject": "518286a1-0dbb-41d0-ac19-a86b2455cf85",
           *         "details": {
           *           "kind": "live",
           *           "cameraId": "bench-3"
           *         }
           *       }
           *     ]
           */
          'application/json': components['schemas']['AuditEntry'][];
          'text/csv': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postAuthGuest: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "share": "78Oc9cNLn8ByZ2KDKfrZT4P-YCwl1F7HGMlKB4Hnw1I",
         *       "name": "Gil"
         *     }
         */
        'application/json': {
          /** @description Name that the others see */
          name: string;
          /** @description Secret of the link, after the # */
          share: string;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "access_token": "eyJhbGciOiJIUzI1NiIs…",
           *       "token_type": "Bearer",
           *       "expires_in": 43200,
           *       "user": {
           *         "id": "70c3dbe8-b49d-45e3-bcf8-9d58a4df9669",
           *         "email": "",
           *         "name": "Gil",
           *         "role": "viewer",
           *         "disabled": false,
           *         "guest": {
           *           "kind": "live",
           *           "cameraId": "bench-3",
           *           "sessionId": null,
           *           "expiresAt": "2026-12-07T10:46:26.797Z"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['LoginResult'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      403: components['responses']['Error403-bad_origin'];
      404: components['responses']['Error404-share_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postAuthLogin: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "email": "ana@example.org",
         *       "password": "correct horse battery"
         *     }
         */
        'application/json': {
          /** @description E-mail address of the account */
          email: string;
          /** @description Its password */
          password: string;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "access_token": "eyJhbGciOiJIUzI1NiIs…",
           *       "token_type": "Bearer",
           *       "expires_in": 43200,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "email": "ana@example.org",
           *         "name": "Ana",
           *         "role": "operator",
           *         "disabled": false
           *       }
           *     }
           */
          'application/json': components['schemas']['LoginResult'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-invalid_credentials'];
      403: components['responses']['Error403-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postAuthLogout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Signed out */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      403: components['responses']['Error403-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getAuthMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *       "email": "ana@example.org",
           *       "name": "Ana",
           *       "role": "operator",
           *       "disabled": false
           *     }
           */
          'application/json': components['schemas']['User'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postAuthPassword: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "current": "correct horse battery",
         *       "password": "a longer horse battery"
         *     }
         */
        'application/json': {
          /** @description The password until now */
          current: string;
          /** @description Password; those that are easy to guess are refused */
          password: string;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "access_token": "eyJhbGciOiJIUzI1NiIs…",
           *       "token_type": "Bearer",
           *       "expires_in": 43200,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "email": "ana@example.org",
           *         "name": "Ana",
           *         "role": "operator",
           *         "disabled": false
           *       }
           *     }
           */
          'application/json': components['schemas']['LoginResult'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired-invalid_credentials'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getAuthSessions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "sessions": [
           *         {
           *           "id": "6cb0f80a-64d4-4042-a246-174fb1bd52f5",
           *           "createdAt": "2026-11-30T08:46:27.308Z",
           *           "lastUsedAt": "2026-11-30T10:46:33.692Z",
           *           "expiresAt": "2026-11-30T20:46:27.308Z",
           *           "address": "192.0.2.14",
           *           "device": "Firefox on Windows",
           *           "current": true
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description The active sign-ins */
            sessions: components['schemas']['LoginSession'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  deleteAuthSessions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "ended": 2
           *     }
           */
          'application/json': {
            /** @description Number of sign-ins ended */
            ended: number;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  deleteAuthSessionsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCameraGroups: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "groups": [
           *         {
           *           "id": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f",
           *           "name": "Incubator",
           *           "cameraIds": [
           *             "bench-3",
           *             "bench-4"
           *           ],
           *           "createdAt": "2026-11-30T10:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description By name */
            groups: components['schemas']['CameraGroup'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCameraGroups: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Incubator",
         *       "cameraIds": [
         *         "bench-3",
         *         "bench-4"
         *       ]
         *     }
         */
        'application/json': {
          /** @description Listed cameras, each once */
          cameraIds?: string[];
          /** @description Unique, ignoring case */
          name: string;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f",
           *       "name": "Incubator",
           *       "cameraIds": [
           *         "bench-3",
           *         "bench-4"
           *       ],
           *       "createdAt": "2026-11-30T10:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['CameraGroup'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  deleteCameraGroupsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the group */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  patchCameraGroupsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the group */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "add": [
         *         "bench-4"
         *       ]
         *     }
         */
        'application/json': {
          /** @description Cameras to add */
          add?: string[];
          /** @description Unique, ignoring case */
          name?: string;
          /** @description Cameras to remove */
          remove?: string[];
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f",
           *       "name": "Incubator",
           *       "cameraIds": [
           *         "bench-3",
           *         "bench-4"
           *       ],
           *       "createdAt": "2026-11-30T10:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['CameraGroup'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postCameraCapture: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "format": "ome-tiff",
         *       "label": "leaf 4",
         *       "tags": [
         *         "stoma"
         *       ]
         *     }
         */
        'application/json': components['schemas']['CaptureRequest'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "success": true,
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "filepath": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "timestamp": "2026-11-30T10:46:26.646Z",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "resolution": {
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "image_info": {
           *         "size_bytes": 482113,
           *         "format": "JPG"
           *       },
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "state": "stored",
           *       "capture": {
           *         "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *         "cameraId": "bench-3",
           *         "cameraName": "Bench 3",
           *         "camera": {
           *           "driver": "pixelink",
           *           "model": "PL-D755",
           *           "serial": "772004321"
           *         },
           *         "filename": "capture_20261130_104626_646.jpg",
           *         "format": "jpg",
           *         "sizeBytes": 482113,
           *         "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *         "width": 1280,
           *         "height": 1024,
           *         "bitDepth": 8,
           *         "channels": 3,
           *         "capturedAtUs": 1796035586646000,
           *         "seq": 246,
           *         "exposureMs": 8,
           *         "gainDb": 0,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         },
           *         "pixelFormat": "RGB24",
           *         "settings": {
           *           "exposure": 8,
           *           "gain": 0,
           *           "frameRate": 30,
           *           "roi": {
           *             "left": 0,
           *             "top": 0,
           *             "width": 1280,
           *             "height": 1024
           *           }
           *         },
           *         "user": {
           *           "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         },
           *         "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *         "source": "hub",
           *         "tags": [
           *           "stoma"
           *         ],
           *         "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *         "rating": 4,
           *         "capturedAt": "2026-11-30T10:46:26.646Z",
           *         "createdAt": "2026-11-30T10:46:26.667Z",
           *         "deletedAt": null,
           *         "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *         "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *       }
           *     }
           */
          'application/json': components['schemas']['GuideCapture'];
        };
      };
      /** @description With `answerWhen: kept`: the camera service keeps the capture; `capture:created` announces it once it is stored */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "success": true,
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "filepath": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "timestamp": "2026-11-30T10:46:26.646Z",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "resolution": {
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "image_info": {
           *         "size_bytes": 482113,
           *         "format": "JPG"
           *       },
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "state": "kept",
           *       "message": "The camera service keeps the capture until the hub stores it",
           *       "capture": {
           *         "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *         "cameraId": "bench-3",
           *         "cameraName": "Bench 3",
           *         "camera": {
           *           "driver": "pixelink",
           *           "model": "PL-D755",
           *           "serial": "772004321"
           *         },
           *         "filename": "capture_20261130_104626_646.jpg",
           *         "format": "jpg",
           *         "sizeBytes": 482113,
           *         "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *         "width": 1280,
           *         "height": 1024,
           *         "bitDepth": 8,
           *         "channels": 3,
           *         "capturedAtUs": 1796035586646000,
           *         "seq": 246,
           *         "exposureMs": 8,
           *         "gainDb": 0,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         },
           *         "pixelFormat": "RGB24",
           *         "settings": {
           *           "exposure": 8,
           *           "gain": 0,
           *           "frameRate": 30,
           *           "roi": {
           *             "left": 0,
           *             "top": 0,
           *             "width": 1280,
           *             "height": 1024
           *           }
           *         },
           *         "user": {
           *           "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         },
           *         "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *         "source": "hub",
           *         "tags": []
           *       }
           *     }
           */
          'application/json': components['schemas']['GuideKeptCapture'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-capture_cancelled-limit_reached-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
      507: components['responses']['Error507-capture_waits-no_space'];
    };
  };
  getCameraHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "service": "camera",
           *       "timestamp": "2026-11-30T10:46:43.199Z"
           *     }
           */
          'application/json': components['schemas']['GuideHealth'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCameraSettings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "exposure": 8,
           *       "gain": 0,
           *       "resolution": {
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "available_resolutions": [
           *         {
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       ],
           *       "connected": true,
           *       "streaming": true,
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['GuideSettings'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline'];
    };
  };
  putCameraSettings: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "exposure": 12.5
         *     }
         */
        'application/json': components['schemas']['SettingsUpdate'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "exposure": 8,
           *       "gain": 0,
           *       "resolution": {
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "available_resolutions": [
           *         {
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       ],
           *       "connected": true,
           *       "streaming": true,
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['GuideSettings'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCameraVideoFeed: {
    parameters: {
      query?: {
        /** @description Pictures per second at most */
        maxFps?: number;
        /** @description Largest width, px */
        maxWidth?: number;
        /** @description Token of a feed address, see POST /cameras/{id}/feed-url */
        token?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'multipart/x-mixed-replace': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
    };
  };
  getCameras: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "cameras": [
           *         {
           *           "id": "bench-3",
           *           "name": "Bench 3",
           *           "driver": "pixelink",
           *           "model": "PL-D755",
           *           "serial": "772004321",
           *           "status": "live",
           *           "statusSinceUs": 1796035586165060,
           *           "capabilities": {
           *             "sensor": {
           *               "width": 2448,
           *               "height": 2048,
           *               "color": true,
           *               "bitDepth": 12
           *             },
           *             "features": {
           *               "exposure": {
           *                 "kind": "number",
           *                 "label": "Exposure",
           *                 "unit": "ms",
           *                 "readOnly": false,
           *                 "whileStreaming": true,
           *                 "min": 0.02,
           *                 "max": 2000,
           *                 "scale": "log"
           *               },
           *               "gain": {
           *                 "kind": "number",
           *                 "label": "Gain",
           *                 "unit": "dB",
           *                 "readOnly": false,
           *                 "whileStreaming": true,
           *                 "min": 0,
           *                 "max": 24,
           *                 "scale": "linear"
           *               }
           *             },
           *             "resolutions": [
           *               {
           *                 "width": 1280,
           *                 "height": 1024
           *               }
           *             ],
           *             "captureFormats": [
           *               "jpg",
           *               "png",
           *               "ome-tiff"
           *             ]
           *           },
           *           "settings": {
           *             "exposure": 8,
           *             "gain": 0,
           *             "frameRate": 30,
           *             "roi": {
           *               "left": 0,
           *               "top": 0,
           *               "width": 1280,
           *               "height": 1024
           *             }
           *           },
           *           "fps": 29.9,
           *           "dropped": 0,
           *           "spooled": 0,
           *           "clockOffsetUs": 337,
           *           "viewers": 4,
           *           "corrections": {
           *             "dark": {
           *               "state": "none"
           *             },
           *             "flat": {
           *               "state": "none"
           *             }
           *           },
           *           "freeBytes": 412000000000,
           *           "jobs": []
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description All that the caller may see */
            cameras: components['schemas']['CameraState'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCamerasId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "bench-3",
           *       "name": "Bench 3",
           *       "driver": "pixelink",
           *       "model": "PL-D755",
           *       "serial": "772004321",
           *       "status": "live",
           *       "statusSinceUs": 1796035586165060,
           *       "capabilities": {
           *         "sensor": {
           *           "width": 2448,
           *           "height": 2048,
           *           "color": true,
           *           "bitDepth": 12
           *         },
           *         "features": {
           *           "exposure": {
           *             "kind": "number",
           *             "label": "Exposure",
           *             "unit": "ms",
           *             "readOnly": false,
           *             "whileStreaming": true,
           *             "min": 0.02,
           *             "max": 2000,
           *             "scale": "log"
           *           },
           *           "gain": {
           *             "kind": "number",
           *             "label": "Gain",
           *             "unit": "dB",
           *             "readOnly": false,
           *             "whileStreaming": true,
           *             "min": 0,
           *             "max": 24,
           *             "scale": "linear"
           *           }
           *         },
           *         "resolutions": [
           *           {
           *             "width": 1280,
           *             "height": 1024
           *           }
           *         ],
           *         "captureFormats": [
           *           "jpg",
           *           "png",
           *           "ome-tiff"
           *         ]
           *       },
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "fps": 29.9,
           *       "dropped": 0,
           *       "spooled": 0,
           *       "clockOffsetUs": 337,
           *       "viewers": 4,
           *       "corrections": {
           *         "dark": {
           *           "state": "none"
           *         },
           *         "flat": {
           *           "state": "none"
           *         }
           *       },
           *       "freeBytes": 412000000000,
           *       "jobs": []
           *     }
           */
          'application/json': components['schemas']['CameraState'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  deleteCamerasId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Forgotten */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCamerasIdCaptures: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "format": "ome-tiff",
         *       "label": "leaf 4",
         *       "tags": [
         *         "stoma"
         *       ]
         *     }
         */
        'application/json': components['schemas']['CaptureRequest'];
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "success": true,
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "filepath": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "timestamp": "2026-11-30T10:46:26.646Z",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "resolution": {
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "image_info": {
           *         "size_bytes": 482113,
           *         "format": "JPG"
           *       },
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "state": "stored",
           *       "capture": {
           *         "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *         "cameraId": "bench-3",
           *         "cameraName": "Bench 3",
           *         "camera": {
           *           "driver": "pixelink",
           *           "model": "PL-D755",
           *           "serial": "772004321"
           *         },
           *         "filename": "capture_20261130_104626_646.jpg",
           *         "format": "jpg",
           *         "sizeBytes": 482113,
           *         "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *         "width": 1280,
           *         "height": 1024,
           *         "bitDepth": 8,
           *         "channels": 3,
           *         "capturedAtUs": 1796035586646000,
           *         "seq": 246,
           *         "exposureMs": 8,
           *         "gainDb": 0,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         },
           *         "pixelFormat": "RGB24",
           *         "settings": {
           *           "exposure": 8,
           *           "gain": 0,
           *           "frameRate": 30,
           *           "roi": {
           *             "left": 0,
           *             "top": 0,
           *             "width": 1280,
           *             "height": 1024
           *           }
           *         },
           *         "user": {
           *           "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         },
           *         "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *         "source": "hub",
           *         "tags": [
           *           "stoma"
           *         ],
           *         "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *         "rating": 4,
           *         "capturedAt": "2026-11-30T10:46:26.646Z",
           *         "createdAt": "2026-11-30T10:46:26.667Z",
           *         "deletedAt": null,
           *         "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *         "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *       }
           *     }
           */
          'application/json': components['schemas']['GuideCapture'];
        };
      };
      /** @description With `answerWhen: kept`: the camera service keeps the capture; `capture:created` announces it once it is stored */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "success": true,
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "filepath": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "timestamp": "2026-11-30T10:46:26.646Z",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "resolution": {
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "image_info": {
           *         "size_bytes": 482113,
           *         "format": "JPG"
           *       },
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "state": "kept",
           *       "message": "The camera service keeps the capture until the hub stores it",
           *       "capture": {
           *         "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *         "cameraId": "bench-3",
           *         "cameraName": "Bench 3",
           *         "camera": {
           *           "driver": "pixelink",
           *           "model": "PL-D755",
           *           "serial": "772004321"
           *         },
           *         "filename": "capture_20261130_104626_646.jpg",
           *         "format": "jpg",
           *         "sizeBytes": 482113,
           *         "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *         "width": 1280,
           *         "height": 1024,
           *         "bitDepth": 8,
           *         "channels": 3,
           *         "capturedAtUs": 1796035586646000,
           *         "seq": 246,
           *         "exposureMs": 8,
           *         "gainDb": 0,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         },
           *         "pixelFormat": "RGB24",
           *         "settings": {
           *           "exposure": 8,
           *           "gain": 0,
           *           "frameRate": 30,
           *           "roi": {
           *             "left": 0,
           *             "top": 0,
           *             "width": 1280,
           *             "height": 1024
           *           }
           *         },
           *         "user": {
           *           "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         },
           *         "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *         "source": "hub",
           *         "tags": []
           *       }
           *     }
           */
          'application/json': components['schemas']['GuideKeptCapture'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-capture_cancelled-limit_reached-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
      507: components['responses']['Error507-capture_waits-no_space'];
    };
  };
  postCamerasIdCapturesCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "captureId": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54"
         *     }
         */
        'application/json': {
          /**
           * Format: uuid
           * @description Id of the capture
           */
          captureId: string;
        };
      };
    };
    responses: {
      /** @description Cancelled */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  putCamerasIdChoice: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "driver": "simulated"
         *     }
         */
        'application/json': components['schemas']['CameraChoice'];
      };
    };
    responses: {
      /** @description Chosen */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdChoices: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "driver": "simulated",
           *       "folder": "/recordings",
           *       "sources": [],
           *       "pixelink": [
           *         772004321
           *       ]
           *     }
           */
          'application/json': components['schemas']['CameraChoices'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdControl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "cameraId": "bench-3",
           *       "epoch": 1796035586244,
           *       "holder": {
           *         "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana",
           *         "sinceUs": 1796035602123244,
           *         "connected": true
           *       },
           *       "request": null,
           *       "last": {
           *         "change": "claimed",
           *         "atUs": 1796035602123244,
           *         "by": {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['ControlState'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCamerasIdControl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "action": "request"
         *     }
         */
        'application/json': {
          /**
           * @description What to do; take is for administrators
           * @enum {string}
           */
          action: 'request' | 'withdraw' | 'release' | 'grant' | 'deny' | 'take';
          /** @description Why control is taken; others see it */
          reason?: string;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "cameraId": "bench-3",
           *       "epoch": 1796035586244,
           *       "holder": {
           *         "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana",
           *         "sinceUs": 1796035602123244,
           *         "connected": true
           *       },
           *       "request": null,
           *       "last": {
           *         "change": "claimed",
           *         "atUs": 1796035602123244,
           *         "by": {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana"
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['ControlState'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline'];
    };
  };
  getCamerasIdCorrections: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "dark": {
           *         "state": "on",
           *         "takenAtUs": 1796035586646000,
           *         "frames": 16
           *       },
           *       "flat": {
           *         "state": "none"
           *       }
           *     }
           */
          'application/json': components['schemas']['Corrections'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline'];
    };
  };
  putCamerasIdCorrections: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "dark": "take"
         *     }
         */
        'application/json': components['schemas']['CorrectionsUpdate'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "dark": {
           *         "state": "on",
           *         "takenAtUs": 1796035586646000,
           *         "frames": 16
           *       },
           *       "flat": {
           *         "state": "none"
           *       }
           *     }
           */
          'application/json': components['schemas']['Corrections'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getCamerasIdFeed: {
    parameters: {
      query?: {
        /** @description Pictures per second at most */
        maxFps?: number;
        /** @description Largest width, px */
        maxWidth?: number;
        /** @description Token of a feed address, see POST /cameras/{id}/feed-url */
        token?: string;
      };
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'multipart/x-mixed-replace': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
    };
  };
  postCamerasIdFeedUrl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "expiresIn": 3600
         *     }
         */
        'application/json': {
          /**
           * @description Lifetime, seconds
           * @default 3600
           */
          expiresIn?: number;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "url": "https://bench-pc.local:3443/api/v1/cameras/bench-3/feed?token=eyJhbGciOi…",
           *       "expiresAt": "2026-11-30T11:46:38.439Z"
           *     }
           */
          'application/json': {
            /**
             * Format: date-time
             * @description When it ends
             */
            expiresAt: string;
            /** @description Address with a token */
            url: string;
          };
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCamerasIdFire: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Fired */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdJobs: {
    parameters: {
      query?: {
        /** @description Jobs at most */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "jobs": [
           *         {
           *           "id": "6169d57d-4c91-4e47-88b5-18a9edfe50be",
           *           "cameraId": "bench-3",
           *           "job": {
           *             "kind": "timelapse",
           *             "count": 60,
           *             "everyMs": 1000
           *           },
           *           "state": "running",
           *           "total": 60,
           *           "done": 12,
           *           "missed": 0,
           *           "bytes": 37748736,
           *           "startedAtUs": 1796035603738000,
           *           "user": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Newest first */
            jobs: components['schemas']['Job'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCamerasIdJobs: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "kind": "timelapse",
         *       "count": 60,
         *       "everyMs": 1000
         *     }
         */
        'application/json': components['schemas']['JobOrder'];
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "6169d57d-4c91-4e47-88b5-18a9edfe50be",
           *       "cameraId": "bench-3",
           *       "job": {
           *         "kind": "timelapse",
           *         "count": 60,
           *         "everyMs": 1000
           *       },
           *       "state": "running",
           *       "total": 60,
           *       "done": 12,
           *       "missed": 0,
           *       "bytes": 37748736,
           *       "startedAtUs": 1796035603738000,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       }
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postCamerasIdJobsEstimate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "kind": "timelapse",
         *       "count": 60,
         *       "everyMs": 1000
         *     }
         */
        'application/json': components['schemas']['JobOrder'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "bytes": 240000000,
           *       "durationMs": 60000,
           *       "freeBytes": 412000000000,
           *       "fits": true
           *     }
           */
          'application/json': components['schemas']['JobEstimate'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  putCamerasIdLive: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "stopped": true
         *     }
         */
        'application/json': {
          /** @description true stops it, false starts it */
          stopped: boolean;
        };
      };
    };
    responses: {
      /** @description Stopped or started */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  putCamerasIdObjective: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "objectiveId": "4f0a6c5e-9a3b-4f5a-8d1e-2a6b7c8d9e0f"
         *     }
         */
        'application/json': {
          /** @description Id of the objective; null: none */
          objectiveId: string | null;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "objective": {
           *         "id": "4f0a6c5e-9a3b-4f5a-8d1e-2a6b7c8d9e0f",
           *         "cameraId": "bench-3",
           *         "name": "Plan 20×",
           *         "magnification": 20,
           *         "numericalAperture": 0.4,
           *         "immersion": "air",
           *         "umPerPixel": 0.345,
           *         "calibratedAt": "2026-11-12T09:00:00.000Z"
           *       }
           *     }
           */
          'application/json': {
            /** @description The one in use; null: none */
            objective: components['schemas']['Objective'] | null;
          };
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-objective_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline'];
    };
  };
  getCamerasIdObjectives: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "objectives": [
           *         {
           *           "id": "4f0a6c5e-9a3b-4f5a-8d1e-2a6b7c8d9e0f",
           *           "cameraId": "bench-3",
           *           "name": "Plan 20×",
           *           "magnification": 20,
           *           "numericalAperture": 0.4,
           *           "immersion": "air",
           *           "umPerPixel": 0.345,
           *           "calibratedAt": "2026-11-12T09:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Lowest magnification first */
            objectives: components['schemas']['Objective'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCamerasIdObjectives: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Plan 20×",
         *       "magnification": 20,
         *       "numericalAperture": 0.4
         *     }
         */
        'application/json': {
          /**
           * @description Medium in front of the lens
           * @enum {string}
           */
          immersion?: 'air' | 'water' | 'oil' | 'glycerol' | 'other';
          /** @description For example 20 */
          magnification?: number;
          /** @description Name, unique at the camera */
          name: string;
          /** @description For example 0.4 */
          numericalAperture?: number;
          /** @description Size of one sensor pixel in the specimen, µm, without binning; absent until calibrated */
          umPerPixel?: number;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "4f0a6c5e-9a3b-4f5a-8d1e-2a6b7c8d9e0f",
           *       "cameraId": "bench-3",
           *       "name": "Plan 20×",
           *       "magnification": 20,
           *       "numericalAperture": 0.4,
           *       "immersion": "air",
           *       "umPerPixel": 0.345,
           *       "calibratedAt": "2026-11-12T09:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Objective'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getCamerasIdRewind: {
    parameters: {
      query?: {
        /** @description Only frames after this time, camera clock; default: from the oldest */
        afterUs?: number;
      };
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "budgetBytes": 268435456,
           *       "bytes": 241000,
           *       "frames": 2,
           *       "fromUs": 1796035586612000,
           *       "toUs": 1796035586646000,
           *       "capturedAtUs": [
           *         1796035586612000,
           *         1796035586646000
           *       ],
           *       "seq": [
           *         245,
           *         246
           *       ],
           *       "sizeBytes": [
           *         120400,
           *         120600
           *       ],
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['RewindPage'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-limit_reached'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdRewindFrame: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of the frame: {capturedAtUs}-{seq}.jpg */
        frame: string;
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          /** @description End of the exposure, Unix time, µs */
          'X-Captured-At-Us'?: string;
          /** @description Exposure time, ms */
          'X-Exposure-Ms'?: string;
          /** @description Analogue gain, dB */
          'X-Gain-Db'?: string;
          /** @description Sequence number of the frame */
          'X-Sequence'?: string;
          [name: string]: unknown;
        };
        content: {
          'image/jpeg': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-limit_reached'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdSettings: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "exposure": 8,
           *       "gain": 0,
           *       "frameRate": 30,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       }
           *     }
           */
          'application/json': components['schemas']['CameraSettings'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  putCamerasIdSettings: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "exposure": 12.5,
         *       "gain": 3
         *     }
         */
        'application/json': components['schemas']['SettingsUpdate'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "exposure": 12.5,
           *       "gain": 3,
           *       "frameRate": 30,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       }
           *     }
           */
          'application/json': components['schemas']['CameraSettings'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdSettingsFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "kind": "eyepiece-settings",
           *       "version": 1,
           *       "savedAt": "2026-11-30T10:46:39.000Z",
           *       "camera": {
           *         "driver": "pixelink",
           *         "model": "PL-D755",
           *         "serial": "772004321"
           *       },
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['SettingsFileOutput'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  putCamerasIdSettingsFile: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "kind": "eyepiece-settings",
         *       "version": 1,
         *       "savedAt": "2026-11-30T10:46:39.000Z",
         *       "camera": {
         *         "driver": "pixelink",
         *         "model": "PL-D755",
         *         "serial": "772004321"
         *       },
         *       "settings": {
         *         "exposure": 8,
         *         "gain": 0,
         *         "frameRate": 30,
         *         "roi": {
         *           "left": 0,
         *           "top": 0,
         *           "width": 1280,
         *           "height": 1024
         *         }
         *       }
         *     }
         */
        'application/json': components['schemas']['SettingsFile'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "leftOut": [],
           *       "issues": []
           *     }
           */
          'application/json': {
            /** @description The reason for each of them */
            issues: {
              /** @description Largest value */
              max?: number;
              /** @description What is wrong with it */
              message: string;
              /** @description Smallest value */
              min?: number;
              /** @description Dotted path of the field, e.g. "exposure" or "roi.width" */
              path: string;
              /** @description Unit of the limits */
              unit?: string;
              /** @description What was sent */
              value?: unknown;
            }[];
            /** @description Names of the settings that the camera does not have */
            leftOut: string[];
            settings: components['schemas']['CameraSettings'];
          };
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  postCamerasIdSettingsLoad: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "channel": "factory"
         *     }
         */
        'application/json': {
          /**
           * @description factory: as delivered; user: as saved
           * @enum {string}
           */
          channel: 'factory' | 'user';
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "exposure": 8,
           *       "gain": 0,
           *       "frameRate": 30,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       }
           *     }
           */
          'application/json': components['schemas']['CameraSettings'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  postCamerasIdSettingsSave: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "channel": "user"
         *     }
         */
        'application/json': {
          /**
           * @description factory: as delivered; user: as saved
           * @enum {string}
           */
          channel: 'factory' | 'user';
        };
      };
    };
    responses: {
      /** @description Saved */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCamerasIdSnapshotJpg: {
    parameters: {
      query?: {
        /** @description Maximum width, px: selects the largest of full, half and quarter size within it. Default: full size */
        width?: number;
      };
      header?: never;
      path: {
        /** @description Id of the camera, for example bench-3 */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          /** @description End of the exposure, Unix time, µs */
          'X-Captured-At-Us'?: string;
          /** @description Sequence number of the frame */
          'X-Sequence'?: string;
          [name: string]: unknown;
        };
        content: {
          'image/jpeg': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getCaptures: {
    parameters: {
      query?: {
        /** @description Captures of this camera */
        cameraId?: string;
        /** @description Filtered copies of this capture */
        copiesOf?: string;
        /** @description `nextCursor` of the page before; absent: the first page */
        cursor?: string;
        /** @description The trash instead of the library */
        deleted?: 'true' | 'false';
        /** @description Longest exposure, ms */
        exposureMax?: number;
        /** @description Shortest exposure, ms */
        exposureMin?: number;
        /** @description Captures of this format */
        format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
        /** @description Taken not before */
        from?: string;
        /** @description Largest gain, dB */
        gainMax?: number;
        /** @description Smallest gain, dB */
        gainMin?: number;
        /** @description Captures of this job */
        jobId?: string;
        /** @description Exactly this label */
        label?: string;
        /** @description Captures per page */
        limit?: number;
        /** @description Words; each must begin a word in label, notes, tags, file name, session title or user name */
        q?: string;
        /** @description Captures with so many stars or more */
        ratingMin?: number;
        /** @description Captures of this session */
        sessionId?: string;
        /** @description Captures of one order for several cameras */
        shotId?: string;
        /** @description Captures with this tag */
        tag?: string;
        /** @description Taken not after */
        to?: string;
        /** @description Captures that this person took */
        userId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "captures": [
           *         {
           *           "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *           "cameraId": "bench-3",
           *           "cameraName": "Bench 3",
           *           "camera": {
           *             "driver": "pixelink",
           *             "model": "PL-D755",
           *             "serial": "772004321"
           *           },
           *           "filename": "capture_20261130_104626_646.jpg",
           *           "format": "jpg",
           *           "sizeBytes": 482113,
           *           "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *           "width": 1280,
           *           "height": 1024,
           *           "bitDepth": 8,
           *           "channels": 3,
           *           "capturedAtUs": 1796035586646000,
           *           "seq": 246,
           *           "exposureMs": 8,
           *           "gainDb": 0,
           *           "roi": {
           *             "left": 0,
           *             "top": 0,
           *             "width": 1280,
           *             "height": 1024
           *           },
           *           "pixelFormat": "RGB24",
           *           "settings": {
           *             "exposure": 8,
           *             "gain": 0,
           *             "frameRate": 30,
           *             "roi": {
           *               "left": 0,
           *               "top": 0,
           *               "width": 1280,
           *               "height": 1024
           *             }
           *           },
           *           "user": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *           "source": "hub",
           *           "tags": [
           *             "stoma"
           *           ],
           *           "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *           "rating": 4,
           *           "capturedAt": "2026-11-30T10:46:26.646Z",
           *           "createdAt": "2026-11-30T10:46:26.667Z",
           *           "deletedAt": null,
           *           "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *           "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *         }
           *       ],
           *       "nextCursor": null,
           *       "total": 1
           *     }
           */
          'application/json': components['schemas']['CapturePage'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCapturesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "camera": {
           *         "driver": "pixelink",
           *         "model": "PL-D755",
           *         "serial": "772004321"
           *       },
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "format": "jpg",
           *       "sizeBytes": 482113,
           *       "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *       "width": 1280,
           *       "height": 1024,
           *       "bitDepth": 8,
           *       "channels": 3,
           *       "capturedAtUs": 1796035586646000,
           *       "seq": 246,
           *       "exposureMs": 8,
           *       "gainDb": 0,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "pixelFormat": "RGB24",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "source": "hub",
           *       "tags": [
           *         "stoma"
           *       ],
           *       "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *       "rating": 4,
           *       "capturedAt": "2026-11-30T10:46:26.646Z",
           *       "createdAt": "2026-11-30T10:46:26.667Z",
           *       "deletedAt": null,
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *     }
           */
          'application/json': components['schemas']['Capture'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  deleteCapturesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "camera": {
           *         "driver": "pixelink",
           *         "model": "PL-D755",
           *         "serial": "772004321"
           *       },
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "format": "jpg",
           *       "sizeBytes": 482113,
           *       "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *       "width": 1280,
           *       "height": 1024,
           *       "bitDepth": 8,
           *       "channels": 3,
           *       "capturedAtUs": 1796035586646000,
           *       "seq": 246,
           *       "exposureMs": 8,
           *       "gainDb": 0,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "pixelFormat": "RGB24",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "source": "hub",
           *       "tags": [
           *         "stoma"
           *       ],
           *       "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *       "rating": 4,
           *       "capturedAt": "2026-11-30T10:46:26.646Z",
           *       "createdAt": "2026-11-30T10:46:26.667Z",
           *       "deletedAt": "2026-11-30T11:00:00.000Z",
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *     }
           */
          'application/json': components['schemas']['Capture'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  patchCapturesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "rating": 4,
         *       "label": "leaf 4"
         *     }
         */
        'application/json': {
          /** @description Adds these tags */
          addTags?: string[];
          /** @description Short text in the name and in lists; empty: none */
          label?: string;
          /** @description Notes, plain text */
          notes?: string;
          /** @description Stars; 0: none */
          rating?: number;
          /** @description Removes these tags if they are present */
          removeTags?: string[];
          /** @description Replaces all tags, including those that another user added in the meantime */
          tags?: string[];
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "camera": {
           *         "driver": "pixelink",
           *         "model": "PL-D755",
           *         "serial": "772004321"
           *       },
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "format": "jpg",
           *       "sizeBytes": 482113,
           *       "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *       "width": 1280,
           *       "height": 1024,
           *       "bitDepth": 8,
           *       "channels": 3,
           *       "capturedAtUs": 1796035586646000,
           *       "seq": 246,
           *       "exposureMs": 8,
           *       "gainDb": 0,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "pixelFormat": "RGB24",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "source": "hub",
           *       "tags": [
           *         "stoma"
           *       ],
           *       "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *       "rating": 4,
           *       "capturedAt": "2026-11-30T10:46:26.646Z",
           *       "createdAt": "2026-11-30T10:46:26.667Z",
           *       "deletedAt": null,
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *     }
           */
          'application/json': components['schemas']['Capture'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getCapturesIdFile: {
    parameters: {
      query?: {
        /** @description 1: browsers save the file instead of showing it */
        download?: '0' | '1';
      };
      header?: {
        /** @description An ETag: with the current one the answer is 304 */
        'If-None-Match'?: string;
        /** @description An ETag: with another one the whole file is sent */
        'If-Range'?: string;
        /** @description A range of bytes, for example bytes=0-65535 */
        Range?: string;
      };
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
          'image/jpeg': string;
          'image/png': string;
          'image/tiff': string;
          'video/mp4': string;
        };
      };
      /** @description The bytes of `Range` */
      206: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Which bytes, of how many */
          'Content-Range'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
          'image/jpeg': string;
          'image/png': string;
          'image/tiff': string;
          'video/mp4': string;
        };
      };
      /** @description Not changed: `If-None-Match` names the current ETag */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      416: components['responses']['Error416-range_not_satisfiable'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  postCapturesIdFiltered: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "steps": [
         *         {
         *           "step": "smooth",
         *           "sigma": 1.5
         *         }
         *       ]
         *     }
         */
        'application/json': {
          /**
           * Format: uuid
           * @description Id of the copy. A repeated request with the same id makes no second one
           */
          captureId?: string;
          steps: components['schemas']['FilterSteps'];
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "camera": {
           *         "driver": "pixelink",
           *         "model": "PL-D755",
           *         "serial": "772004321"
           *       },
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "format": "jpg",
           *       "sizeBytes": 482113,
           *       "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *       "width": 1280,
           *       "height": 1024,
           *       "bitDepth": 8,
           *       "channels": 3,
           *       "capturedAtUs": 1796035586646000,
           *       "seq": 246,
           *       "exposureMs": 8,
           *       "gainDb": 0,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "pixelFormat": "RGB24",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "source": "hub",
           *       "tags": [
           *         "stoma"
           *       ],
           *       "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *       "rating": 4,
           *       "capturedAt": "2026-11-30T10:46:26.646Z",
           *       "createdAt": "2026-11-30T10:46:26.667Z",
           *       "deletedAt": null,
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *     }
           */
          'application/json': components['schemas']['Capture'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      416: components['responses']['Error416-range_not_satisfiable'];
      422: components['responses']['Error422-image_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getCapturesIdHistory: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "revisions": [
           *         {
           *           "at": "2026-11-30T10:46:26.646Z",
           *           "by": "Ana",
           *           "action": "captured",
           *           "changes": {}
           *         },
           *         {
           *           "at": "2026-11-30T10:46:54.777Z",
           *           "by": "Ben",
           *           "action": "edited",
           *           "changes": {
           *             "rating": {
           *               "before": 0,
           *               "after": 4
           *             }
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Oldest first */
            revisions: components['schemas']['CaptureRevision'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCapturesIdNeighbours: {
    parameters: {
      query?: {
        /** @description Captures of this camera */
        cameraId?: string;
        /** @description Filtered copies of this capture */
        copiesOf?: string;
        /** @description The trash instead of the library */
        deleted?: 'true' | 'false';
        /** @description Longest exposure, ms */
        exposureMax?: number;
        /** @description Shortest exposure, ms */
        exposureMin?: number;
        /** @description Captures of this format */
        format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
        /** @description Taken not before */
        from?: string;
        /** @description Largest gain, dB */
        gainMax?: number;
        /** @description Smallest gain, dB */
        gainMin?: number;
        /** @description Captures of this job */
        jobId?: string;
        /** @description Exactly this label */
        label?: string;
        /** @description Words; each must begin a word in label, notes, tags, file name, session title or user name */
        q?: string;
        /** @description Captures with so many stars or more */
        ratingMin?: number;
        /** @description Captures of this session */
        sessionId?: string;
        /** @description Captures of one order for several cameras */
        shotId?: string;
        /** @description Captures with this tag */
        tag?: string;
        /** @description Taken not after */
        to?: string;
        /** @description Captures that this person took */
        userId?: string;
      };
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "newer": "196b31c4-89bf-488b-9a44-ea9385ce2ffe",
           *       "older": null,
           *       "position": 40,
           *       "total": 40
           *     }
           */
          'application/json': components['schemas']['Neighbours'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postCapturesIdRestore: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "camera": {
           *         "driver": "pixelink",
           *         "model": "PL-D755",
           *         "serial": "772004321"
           *       },
           *       "filename": "capture_20261130_104626_646.jpg",
           *       "format": "jpg",
           *       "sizeBytes": 482113,
           *       "sha256": "7e61c3bc1e42e28278fcf57e804a7138b69efcd8074b592e1d8b39dc699e73f5",
           *       "width": 1280,
           *       "height": 1024,
           *       "bitDepth": 8,
           *       "channels": 3,
           *       "capturedAtUs": 1796035586646000,
           *       "seq": 246,
           *       "exposureMs": 8,
           *       "gainDb": 0,
           *       "roi": {
           *         "left": 0,
           *         "top": 0,
           *         "width": 1280,
           *         "height": 1024
           *       },
           *       "pixelFormat": "RGB24",
           *       "settings": {
           *         "exposure": 8,
           *         "gain": 0,
           *         "frameRate": 30,
           *         "roi": {
           *           "left": 0,
           *           "top": 0,
           *           "width": 1280,
           *           "height": 1024
           *         }
           *       },
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "source": "hub",
           *       "tags": [
           *         "stoma"
           *       ],
           *       "name": "Leaf sections/2026-11-30/Bench 3_20261130T104626.646Z_0001.jpg",
           *       "rating": 4,
           *       "capturedAt": "2026-11-30T10:46:26.646Z",
           *       "createdAt": "2026-11-30T10:46:26.667Z",
           *       "deletedAt": null,
           *       "url": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/file",
           *       "thumbnailUrl": "/api/v1/captures/678a6ffb-bdc8-435f-8d14-a52c7d6a8f54/thumbnail?size=small"
           *     }
           */
          'application/json': components['schemas']['Capture'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCapturesIdStatistics: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "max": 255,
           *       "low": 48,
           *       "high": 160,
           *       "histogram": [
           *         [
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           3072,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0,
           *           0
           *         ]
           *       ]
           *     }
           */
          'application/json': components['schemas']['CaptureStatistics'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      416: components['responses']['Error416-range_not_satisfiable'];
      422: components['responses']['Error422-image_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  getCapturesIdThumbnail: {
    parameters: {
      query?: {
        /** @description small: 320 px, large: 1280 px */
        size?: 'small' | 'large';
      };
      header?: {
        /** @description An ETag: with the current one the answer is 304 */
        'If-None-Match'?: string;
        /** @description An ETag: with another one the whole file is sent */
        'If-Range'?: string;
        /** @description A range of bytes, for example bytes=0-65535 */
        Range?: string;
      };
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'image/webp': string;
        };
      };
      /** @description The bytes of `Range` */
      206: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Which bytes, of how many */
          'Content-Range'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'image/webp': string;
        };
      };
      /** @description Not changed: `If-None-Match` names the current ETag */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      416: components['responses']['Error416-range_not_satisfiable'];
      422: components['responses']['Error422-image_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  getCapturesIdView: {
    parameters: {
      query?: {
        /** @description Sample value that becomes black; default 0 */
        black?: number;
        /** @description 1: linear; above 1: brighter */
        gamma?: number;
        /** @description Format of the picture */
        type?: 'webp' | 'png' | 'jpg';
        /** @description Sample value that becomes white; default: the largest */
        white?: number;
        /** @description Maximum width in px; default: full size */
        width?: number;
      };
      header?: never;
      path: {
        /** @description Id of the capture */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/png': string;
          'image/webp': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      416: components['responses']['Error416-range_not_satisfiable'];
      422: components['responses']['Error422-image_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  postCapturesBulk: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "ids": [
         *         "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54"
         *       ],
         *       "change": {
         *         "kind": "rate",
         *         "rating": 4
         *       }
         *     }
         */
        'application/json': {
          /** @description What to do with them */
          change:
            | {
                /**
                 * @description Kind of the change
                 * @constant
                 */
                kind: 'trash';
              }
            | {
                /**
                 * @description Kind of the change
                 * @constant
                 */
                kind: 'restore';
              }
            | {
                /**
                 * @description Kind of the change
                 * @constant
                 */
                kind: 'purge';
              }
            | {
                /**
                 * @description Kind of the change
                 * @constant
                 */
                kind: 'rate';
                /** @description Stars; 0: none */
                rating: number;
              }
            | {
                /**
                 * @description Tags to add
                 * @default []
                 */
                add?: string[];
                /**
                 * @description Kind of the change
                 * @constant
                 */
                kind: 'tags';
                /**
                 * @description Tags to remove
                 * @default []
                 */
                remove?: string[];
              };
          /** @description Ids of the captures */
          ids: string[];
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "changed": [
           *         "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54"
           *       ],
           *       "refused": []
           *     }
           */
          'application/json': components['schemas']['BulkResult'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getCapturesFacets: {
    parameters: {
      query?: {
        /** @description Captures of this camera */
        cameraId?: string;
        /** @description Filtered copies of this capture */
        copiesOf?: string;
        /** @description The trash instead of the library */
        deleted?: 'true' | 'false';
        /** @description Longest exposure, ms */
        exposureMax?: number;
        /** @description Shortest exposure, ms */
        exposureMin?: number;
        /** @description Captures of this format */
        format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
        /** @description Taken not before */
        from?: string;
        /** @description Largest gain, dB */
        gainMax?: number;
        /** @description Smallest gain, dB */
        gainMin?: number;
        /** @description Captures of this job */
        jobId?: string;
        /** @description Exactly this label */
        label?: string;
        /** @description Words; each must begin a word in label, notes, tags, file name, session title or user name */
        q?: string;
        /** @description Captures with so many stars or more */
        ratingMin?: number;
        /** @description Captures of this session */
        sessionId?: string;
        /** @description Captures of one order for several cameras */
        shotId?: string;
        /** @description Captures with this tag */
        tag?: string;
        /** @description Taken not after */
        to?: string;
        /** @description Captures that this person took */
        userId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "cameras": [
           *         {
           *           "id": "bench-3",
           *           "name": "Bench 3",
           *           "count": 13
           *         }
           *       ],
           *       "sessions": [],
           *       "people": [],
           *       "formats": [
           *         {
           *           "id": "jpg",
           *           "count": 13
           *         }
           *       ],
           *       "tags": [
           *         {
           *           "id": "stoma",
           *           "count": 4
           *         }
           *       ],
           *       "labels": []
           *     }
           */
          'application/json': components['schemas']['Facets'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getCapturesTimeline: {
    parameters: {
      query?: {
        /** @description Captures of this camera */
        cameraId?: string;
        /** @description Filtered copies of this capture */
        copiesOf?: string;
        /** @description The trash instead of the library */
        deleted?: 'true' | 'false';
        /** @description Longest exposure, ms */
        exposureMax?: number;
        /** @description Shortest exposure, ms */
        exposureMin?: number;
        /** @description Captures of this format */
        format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
        /** @description Taken not before */
        from?: string;
        /** @description Largest gain, dB */
        gainMax?: number;
        /** @description Smallest gain, dB */
        gainMin?: number;
        /** @description Captures of this job */
        jobId?: string;
        /** @description Exactly this label */
        label?: string;
        /** @description Words; each must begin a word in label, notes, tags, file name, session title or user name */
        q?: string;
        /** @description Captures with so many stars or more */
        ratingMin?: number;
        /** @description Captures of this session */
        sessionId?: string;
        /** @description Captures of one order for several cameras */
        shotId?: string;
        /** @description Captures with this tag */
        tag?: string;
        /** @description IANA name of the time zone that defines the days */
        timeZone?: string;
        /** @description Taken not after */
        to?: string;
        /** @description Captures that this person took */
        userId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "days": [
           *         {
           *           "day": "2026-11-30",
           *           "count": 13,
           *           "from": "2026-11-30T00:00:00.000Z",
           *           "to": "2026-11-30T23:59:59.999Z",
           *           "sessions": [
           *             {
           *               "title": "Leaf sections",
           *               "count": 13
           *             }
           *           ]
           *         }
           *       ],
           *       "total": 13,
           *       "bytes": 6267469
           *     }
           */
          'application/json': components['schemas']['Timeline'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postDownloads: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "captureIds": [
         *         "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54"
         *       ]
         *     }
         */
        'application/json': {
          /** @description Ids of the captures, or `filter` */
          captureIds?: string[];
          /** @description All captures of a filter */
          filter?: {
            /** @description Captures of this camera */
            cameraId?: string;
            /**
             * Format: uuid
             * @description Filtered copies of this capture
             */
            copiesOf?: string;
            /**
             * @description The trash instead of the library
             * @default false
             * @enum {string}
             */
            deleted?: 'true' | 'false';
            /** @description Longest exposure, ms */
            exposureMax?: number;
            /** @description Shortest exposure, ms */
            exposureMin?: number;
            /**
             * @description Captures of this format
             * @enum {string}
             */
            format?: 'jpg' | 'png' | 'png8' | 'tiff' | 'ome-tiff' | 'raw' | 'mp4';
            /**
             * Format: date-time
             * @description Taken not before
             */
            from?: string;
            /** @description Largest gain, dB */
            gainMax?: number;
            /** @description Smallest gain, dB */
            gainMin?: number;
            /**
             * Format: uuid
             * @description Captures of this job
             */
            jobId?: string;
            /** @description Exactly this label */
            label?: string;
            /** @description Words; each must begin a word in label, notes, tags, file name, session title or user name */
            q?: string;
            /** @description Captures with so many stars or more */
            ratingMin?: number;
            /**
             * Format: uuid
             * @description Captures of this session
             */
            sessionId?: string;
            /**
             * Format: uuid
             * @description Captures of one order for several cameras
             */
            shotId?: string;
            /** @description Captures with this tag */
            tag?: string;
            /**
             * Format: date-time
             * @description Taken not after
             */
            to?: string;
            /**
             * Format: uuid
             * @description Captures that this person took
             */
            userId?: string;
          };
          /**
           * @description Whether the metadata of each capture comes beside it as JSON
           * @default true
           */
          sidecars?: boolean;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "45193512-519d-4de9-ad69-924f73c3daec",
           *       "filename": "captures-2026-11-30.zip",
           *       "files": 2,
           *       "sizeBytes": 484901,
           *       "missing": [],
           *       "expiresAt": "2026-12-01T10:46:56.794Z",
           *       "url": "/api/v1/downloads/45193512-519d-4de9-ad69-924f73c3daec/captures-2026-11-30.zip"
           *     }
           */
          'application/json': components['schemas']['Download'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-capture_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getDownloadsIdFilename: {
    parameters: {
      query?: never;
      header?: {
        /** @description An ETag: with the current one the answer is 304 */
        'If-None-Match'?: string;
        /** @description An ETag: with another one the whole file is sent */
        'If-Range'?: string;
        /** @description A range of bytes, for example bytes=0-65535 */
        Range?: string;
      };
      path: {
        /** @description Name of the file; any name is accepted */
        filename: string;
        /** @description Id of the planned download */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/zip': string;
        };
      };
      /** @description The bytes of `Range` */
      206: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Which bytes, of how many */
          'Content-Range'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/zip': string;
        };
      };
      /** @description Not changed: `If-None-Match` names the current ETag */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      416: components['responses']['Error416-range_not_satisfiable'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  getFailingParts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "parts": []
           *     }
           */
          'application/json': components['schemas']['FailingParts'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "version": "1.4.0",
           *       "uptimeSeconds": 86400
           *     }
           */
          'application/json': {
            /**
             * @description The process runs
             * @constant
             */
            status: 'ok';
            /** @description Time since its start, s */
            uptimeSeconds?: number;
            /** @description Version of the hub */
            version?: string;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getJobsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the job */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "6169d57d-4c91-4e47-88b5-18a9edfe50be",
           *       "cameraId": "bench-3",
           *       "job": {
           *         "kind": "timelapse",
           *         "count": 60,
           *         "everyMs": 1000
           *       },
           *       "state": "running",
           *       "total": 60,
           *       "done": 12,
           *       "missed": 0,
           *       "bytes": 37748736,
           *       "startedAtUs": 1796035603738000,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       }
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-job_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postJobsIdCancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the job */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "6169d57d-4c91-4e47-88b5-18a9edfe50be",
           *       "cameraId": "bench-3",
           *       "job": {
           *         "kind": "timelapse",
           *         "count": 60,
           *         "everyMs": 1000
           *       },
           *       "state": "cancelled",
           *       "total": 60,
           *       "done": 12,
           *       "missed": 0,
           *       "bytes": 37748736,
           *       "startedAtUs": 1796035603738000,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       }
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-job_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-conflict'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  postJobsIdResume: {
    parameters: {
      query?: never;
      header?: {
        /** @description Epoch of control known to the client; the command is refused if it has changed */
        'eyepiece-control-epoch'?: number;
      };
      path: {
        /** @description Id of the job */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "6169d57d-4c91-4e47-88b5-18a9edfe50be",
           *       "cameraId": "bench-3",
           *       "job": {
           *         "kind": "timelapse",
           *         "count": 60,
           *         "everyMs": 1000
           *       },
           *       "state": "running",
           *       "total": 60,
           *       "done": 12,
           *       "missed": 0,
           *       "bytes": 37748736,
           *       "startedAtUs": 1796035603738000,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       }
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-job_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-control_held-camera_busy-conflict'];
      414: components['responses']['Error414-target_too_long'];
      422: components['responses']['Error422-setting_rejected'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getKeys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "keys": [
           *         {
           *           "id": "b3491750-30bc-4c3d-8f44-f58d6d6a8ac4",
           *           "name": "Focus series",
           *           "scopes": [
           *             "watch",
           *             "capture"
           *           ],
           *           "cameraIds": [
           *             "bench-3"
           *           ],
           *           "createdBy": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "createdAt": "2026-11-30T10:46:36.099Z",
           *           "expiresAt": "2027-02-28T10:46:36.099Z",
           *           "lastUsedAt": null,
           *           "address": null
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Keys that are not revoked */
            keys: components['schemas']['ApiKey'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postKeys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Focus series",
         *       "scopes": [
         *         "watch",
         *         "capture"
         *       ],
         *       "cameraIds": [
         *         "bench-3"
         *       ]
         *     }
         */
        'application/json': {
          /**
           * @description The only cameras that the key may be used for; null: all
           * @default null
           */
          cameraIds?: string[] | null;
          /**
           * @description Lifetime, seconds
           * @default 7776000
           */
          expiresIn?: number;
          /** @description Name of the key in lists and in the audit trail */
          name: string;
          /** @description What the key may be used for, each scope once */
          scopes: ('watch' | 'capture' | 'control' | 'library:read' | 'library:write' | 'admin')[];
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "b3491750-30bc-4c3d-8f44-f58d6d6a8ac4",
           *       "name": "Focus series",
           *       "scopes": [
           *         "watch",
           *         "capture"
           *       ],
           *       "cameraIds": [
           *         "bench-3"
           *       ],
           *       "createdBy": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "createdAt": "2026-11-30T10:46:36.099Z",
           *       "expiresAt": "2027-02-28T10:46:36.099Z",
           *       "lastUsedAt": null,
           *       "address": null,
           *       "key": "eyepiece_b349175030bc4c3d8f44f58d6d6a8ac4_…"
           *     }
           */
          'application/json': {
            /** @description Address of the last use */
            address: string | null;
            /** @description The only cameras that the key may be used for; null: all */
            cameraIds: string[] | null;
            /**
             * Format: date-time
             * @description When it was made
             */
            createdAt: string;
            /** @description Who made it */
            createdBy: {
              /** @description Id of the account */
              id: string;
              /** @description Name of the person */
              name: string;
            };
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string;
            /**
             * Format: uuid
             * @description Id of the key
             */
            id: string;
            /** @description Sent as `Authorization: Bearer …`, or as `auth.token` of a socket. Shown only here */
            key: string;
            /** @description Accurate to about a minute; null: never used */
            lastUsedAt: string | null;
            /** @description Name of the key */
            name: string;
            /** @description What the key may be used for */
            scopes: ('watch' | 'capture' | 'control' | 'library:read' | 'library:write' | 'admin')[];
          };
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  deleteKeysId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the API key */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Revoked */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getLogs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "logs": [
           *         {
           *           "name": "camera bench-3",
           *           "lines": [
           *             {
           *               "level": "warn",
           *               "text": "the camera does not answer",
           *               "at": "2026-11-30T10:46:39.000Z"
           *             }
           *           ]
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['LogTails'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  deleteObjectivesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the objective */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-objective_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  patchObjectivesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the objective */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "umPerPixel": 0.345
         *     }
         */
        'application/json': {
          /** @description Medium in front of the lens; null: unknown */
          immersion?: ('air' | 'water' | 'oil' | 'glycerol' | 'other') | null;
          /** @description For example 20; null: unknown */
          magnification?: number | null;
          /** @description Name, unique at the camera */
          name?: string;
          /** @description For example 0.4; null: unknown */
          numericalAperture?: number | null;
          /** @description Size of one sensor pixel in the specimen, µm; null: unknown */
          umPerPixel?: number | null;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "4f0a6c5e-9a3b-4f5a-8d1e-2a6b7c8d9e0f",
           *       "cameraId": "bench-3",
           *       "name": "Plan 20×",
           *       "magnification": 20,
           *       "numericalAperture": 0.4,
           *       "immersion": "air",
           *       "umPerPixel": 0.345,
           *       "calibratedAt": "2026-11-12T09:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Objective'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-objective_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getPresets: {
    parameters: {
      query?: {
        /** @description Presets of this camera, and those for any */
        cameraId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "presets": [
           *         {
           *           "id": "3d0f5a3c-6a8e-4d0c-8a5f-7d2e1c9b4a60",
           *           "name": "Fluorescence, dim",
           *           "cameraId": "bench-3",
           *           "settings": {
           *             "exposure": 250,
           *             "gain": 12
           *           },
           *           "createdAt": "2026-11-12T09:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description In the order of their names */
            presets: components['schemas']['Preset'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postPresets: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Fluorescence, dim",
         *       "cameraId": "bench-3",
         *       "settings": {
         *         "exposure": 250,
         *         "gain": 12
         *       }
         *     }
         */
        'application/json': {
          /**
           * @description The camera that it is for; null: any
           * @default null
           */
          cameraId?: string | null;
          /** @description Name of the preset */
          name: string;
          settings: components['schemas']['SettingsUpdate'];
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "3d0f5a3c-6a8e-4d0c-8a5f-7d2e1c9b4a60",
           *       "name": "Fluorescence, dim",
           *       "cameraId": "bench-3",
           *       "settings": {
           *         "exposure": 250,
           *         "gain": 12
           *       },
           *       "createdAt": "2026-11-12T09:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Preset'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  deletePresetsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the preset */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ready",
           *       "database": "ok",
           *       "cameras": 3
           *     }
           */
          'application/json': {
            /** @description Cameras with a link */
            cameras?: number;
            /**
             * @description Whether the database answers
             * @enum {string}
             */
            database?: 'ok' | 'unavailable';
            /** @description For administrators: captures that the hub refused permanently, at all camera services */
            refusedCaptures?: number;
            /**
             * @description Whether requests can be served
             * @enum {string}
             */
            status: 'ready' | 'not_ready';
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postServiceAccounts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Focus robot",
         *       "role": "contributor"
         *     }
         */
        'application/json': {
          /** @description Name under which the actions of the programs are recorded */
          name: string;
          /**
           * @description What the account may do; each role includes the ones before it
           * @enum {string}
           */
          role: 'viewer' | 'contributor' | 'operator' | 'admin';
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "3216e92c-8925-417b-9361-aa4688c42c18",
           *       "email": "focus-robot-41cb50ff@service.invalid",
           *       "name": "Focus robot",
           *       "role": "contributor",
           *       "disabled": false,
           *       "service": true
           *     }
           */
          'application/json': components['schemas']['User'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getSessions: {
    parameters: {
      query?: {
        cameraId?: string;
        /** @description `nextCursor` of the page before; absent: the first page */
        cursor?: string;
        /** @description Sessions per page */
        limit?: number;
        /** @description Only open or only ended sessions */
        open?: 'true' | 'false';
        /** @description Words in title, description, tags, camera or people */
        q?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "sessions": [
           *         {
           *           "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *           "cameraId": "bench-3",
           *           "cameraName": "Bench 3",
           *           "title": "Leaf sections",
           *           "description": "Stomata after two days in the dark",
           *           "tags": [
           *             "arabidopsis"
           *           ],
           *           "owner": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "startedAt": "2026-11-30T10:00:00.000Z",
           *           "endedAt": null,
           *           "participants": [
           *             {
           *               "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *               "name": "Ana",
           *               "guest": false,
           *               "joinedAt": "2026-11-30T10:00:00.000Z",
           *               "leftAt": null
           *             }
           *           ],
           *           "captures": 39,
           *           "entries": 198,
           *           "presentCount": 1,
           *           "participantCount": 1
           *         }
           *       ],
           *       "nextCursor": null,
           *       "total": 1
           *     }
           */
          'application/json': {
            /** @description `cursor` of the next page; null: this is the last one */
            nextCursor: string | null;
            /** @description A page of the list */
            sessions: components['schemas']['Session'][];
            /** @description Sessions on all pages */
            total: number;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postSessions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "cameraId": "bench-3",
         *       "title": "Leaf sections"
         *     }
         */
        'application/json': {
          /** @description Id of the camera, for example bench-3 */
          cameraId: string;
          /**
           * @description What it is about
           * @default
           */
          description?: string;
          /**
           * @description Tags
           * @default []
           */
          tags?: string[];
          /** @description Title */
          title: string;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "title": "Leaf sections",
           *       "description": "Stomata after two days in the dark",
           *       "tags": [
           *         "arabidopsis"
           *       ],
           *       "owner": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "startedAt": "2026-11-30T10:00:00.000Z",
           *       "endedAt": null,
           *       "participants": [
           *         {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "guest": false,
           *           "joinedAt": "2026-11-30T10:00:00.000Z",
           *           "leftAt": null
           *         }
           *       ],
           *       "captures": 39,
           *       "entries": 198,
           *       "presentCount": 1,
           *       "participantCount": 1
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getSessionsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "title": "Leaf sections",
           *       "description": "Stomata after two days in the dark",
           *       "tags": [
           *         "arabidopsis"
           *       ],
           *       "owner": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "startedAt": "2026-11-30T10:00:00.000Z",
           *       "endedAt": null,
           *       "participants": [
           *         {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "guest": false,
           *           "joinedAt": "2026-11-30T10:00:00.000Z",
           *           "leftAt": null
           *         }
           *       ],
           *       "captures": 39,
           *       "entries": 198,
           *       "presentCount": 1,
           *       "participantCount": 1
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  patchSessionsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "title": "Leaf sections"
         *     }
         */
        'application/json': {
          /** @description Adds these tags */
          addTags?: string[];
          /** @description What it is about */
          description?: string;
          /** @description Removes these tags if they are present */
          removeTags?: string[];
          /** @description Replaces all tags, including those that another user added in the meantime */
          tags?: string[];
          /** @description Title */
          title?: string;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "title": "Leaf sections",
           *       "description": "Stomata after two days in the dark",
           *       "tags": [
           *         "arabidopsis"
           *       ],
           *       "owner": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "startedAt": "2026-11-30T10:00:00.000Z",
           *       "endedAt": null,
           *       "participants": [
           *         {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "guest": false,
           *           "joinedAt": "2026-11-30T10:00:00.000Z",
           *           "leftAt": null
           *         }
           *       ],
           *       "captures": 39,
           *       "entries": 198,
           *       "presentCount": 1,
           *       "participantCount": 1
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postSessionsIdEnd: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "title": "Leaf sections",
           *       "description": "Stomata after two days in the dark",
           *       "tags": [
           *         "arabidopsis"
           *       ],
           *       "owner": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "startedAt": "2026-11-30T10:00:00.000Z",
           *       "endedAt": null,
           *       "participants": [
           *         {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "guest": false,
           *           "joinedAt": "2026-11-30T10:00:00.000Z",
           *           "leftAt": null
           *         }
           *       ],
           *       "captures": 39,
           *       "entries": 198,
           *       "presentCount": 1,
           *       "participantCount": 1
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getSessionsIdExport: {
    parameters: {
      query: {
        /** @description Id of the export */
        download: string;
      };
      header?: {
        /** @description An ETag: with the current one the answer is 304 */
        'If-None-Match'?: string;
        /** @description An ETag: with another one the whole file is sent */
        'If-Range'?: string;
        /** @description A range of bytes, for example bytes=0-65535 */
        Range?: string;
      };
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/zip': string;
        };
      };
      /** @description The bytes of `Range` */
      206: {
        headers: {
          /** @description bytes */
          'Accept-Ranges'?: string;
          /** @description Size of the response, bytes */
          'Content-Length'?: string;
          /** @description Which bytes, of how many */
          'Content-Range'?: string;
          /** @description Changes with the content */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/zip': string;
        };
      };
      /** @description Not changed: `If-None-Match` names the current ETag */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-session_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      416: components['responses']['Error416-range_not_satisfiable'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  postSessionsIdExport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "72405ade-82a6-44cf-9a6c-6f1a22127f99",
           *       "filename": "Leaf sections 2026-11-30.zip",
           *       "files": 81,
           *       "sizeBytes": 19304704,
           *       "missing": [],
           *       "expiresAt": "2026-12-01T10:47:04.207Z",
           *       "url": "/api/v1/sessions/7f6547e5-5d85-4f66-84c0-51adc4ea2f29/export?download=72405ade-82a6-44cf-9a6c-6f1a22127f99"
           *     }
           */
          'application/json': components['schemas']['Download'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-limit_reached'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postSessionsIdJoin: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "title": "Leaf sections",
           *       "description": "Stomata after two days in the dark",
           *       "tags": [
           *         "arabidopsis"
           *       ],
           *       "owner": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "startedAt": "2026-11-30T10:00:00.000Z",
           *       "endedAt": null,
           *       "participants": [
           *         {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "guest": false,
           *           "joinedAt": "2026-11-30T10:00:00.000Z",
           *           "leftAt": null
           *         }
           *       ],
           *       "captures": 39,
           *       "entries": 198,
           *       "presentCount": 1,
           *       "participantCount": 1
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postSessionsIdLeave: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "cameraId": "bench-3",
           *       "cameraName": "Bench 3",
           *       "title": "Leaf sections",
           *       "description": "Stomata after two days in the dark",
           *       "tags": [
           *         "arabidopsis"
           *       ],
           *       "owner": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "startedAt": "2026-11-30T10:00:00.000Z",
           *       "endedAt": null,
           *       "participants": [
           *         {
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "guest": false,
           *           "joinedAt": "2026-11-30T10:00:00.000Z",
           *           "leftAt": null
           *         }
           *       ],
           *       "captures": 39,
           *       "entries": 198,
           *       "presentCount": 1,
           *       "participantCount": 1
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getSessionsIdLog: {
    parameters: {
      query?: {
        /** @description Entries after this one */
        after?: number;
        /** @description The last entries before this one */
        before?: number;
        /** @description Only entries of this kind */
        kind?: 'session' | 'capture' | 'settings' | 'control' | 'note' | 'job' | 'fault' | 'annotation';
        /** @description Entries at most */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "entries": [
           *         {
           *           "id": 286,
           *           "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *           "at": "2026-11-30T10:47:02.667Z",
           *           "kind": "note",
           *           "action": "note.write",
           *           "person": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "text": "Most are open.",
           *           "details": {},
           *           "revision": 1,
           *           "editedAt": null,
           *           "editedBy": null,
           *           "deletedAt": null
           *         }
           *       ],
           *       "more": false
           *     }
           */
          'application/json': {
            /** @description A part of the log, oldest first */
            entries: components['schemas']['SessionEntry'][];
            /** @description Whether there are further entries in this direction */
            more: boolean;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getSessionsIdLogEntryIdHistory: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Number of the entry in the log */
        entryId: string;
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "revisions": [
           *         {
           *           "revision": 1,
           *           "at": "2026-11-30T10:47:02.667Z",
           *           "by": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "text": "Some are open."
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Earlier versions, newest first */
            revisions: {
              /**
               * Format: date-time
               * @description When it was written
               */
              at: string;
              /** @description Author; null: the hub or the camera */
              by: {
                /** @description Id of the account */
                id: string;
                /** @description Name of the person */
                name: string;
              } | null;
              /** @description Number of the version */
              revision: number;
              /** @description Its text */
              text: string;
            }[];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-session_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postSessionsIdNotes: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "text": "Most are open."
         *     }
         */
        'application/json': {
          /** @description The note to change; absent: a new one */
          entryId?: number;
          /** @description Revision that the change is based on */
          revision?: number;
          /** @description Markdown */
          text: string;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": 286,
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "at": "2026-11-30T10:47:02.667Z",
           *       "kind": "note",
           *       "action": "note.write",
           *       "person": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "text": "Most are open.",
           *       "details": {},
           *       "revision": 1,
           *       "editedAt": null,
           *       "editedBy": null,
           *       "deletedAt": null
           *     }
           */
          'application/json': components['schemas']['SessionEntry'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  deleteSessionsIdNotesEntryId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Number of the entry in the log */
        entryId: string;
        /** @description Id of the session */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": 286,
           *       "sessionId": "7f6547e5-5d85-4f66-84c0-51adc4ea2f29",
           *       "at": "2026-11-30T10:47:02.667Z",
           *       "kind": "note",
           *       "action": "note.write",
           *       "person": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "text": "",
           *       "details": {},
           *       "revision": 1,
           *       "editedAt": null,
           *       "editedBy": null,
           *       "deletedAt": "2026-11-30T10:50:00.000Z"
           *     }
           */
          'application/json': components['schemas']['SessionEntry'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-session_not_found-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postSettingsCopies: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "from": "bench-3",
         *       "groupId": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f"
         *     }
         */
        'application/json': components['schemas']['CopySettings'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "results": [
           *         {
           *           "cameraId": "bench-4",
           *           "applied": {
           *             "exposure": 8
           *           },
           *           "skipped": []
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['SettingsCopy'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-camera_busy'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      502: components['responses']['Error502-camera_error'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-camera_offline-camera_disconnected'];
      504: components['responses']['Error504-camera_timeout'];
    };
  };
  getSetup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "open": false
           *     }
           */
          'application/json': components['schemas']['FirstRunState'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postSetup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "link": "k3J8s-…",
         *       "email": "ana@example.org",
         *       "name": "Ana",
         *       "password": "correct horse battery"
         *     }
         */
        'application/json': {
          /**
           * Format: email
           * @description E-mail address, unique among the accounts
           */
          email: string;
          /** @description Secret of the link, after the # */
          link: string;
          /** @description Name that others see */
          name: string;
          /** @description Password; those that are easy to guess are refused */
          password: string;
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "access_token": "eyJhbGciOiJIUzI1NiIs…",
           *       "token_type": "Bearer",
           *       "expires_in": 43200,
           *       "user": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "email": "ana@example.org",
           *         "name": "Ana",
           *         "role": "operator",
           *         "disabled": false
           *       }
           *     }
           */
          'application/json': components['schemas']['LoginResult'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-invalid_credentials'];
      403: components['responses']['Error403-bad_origin'];
      404: components['responses']['Error404-share_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getShares: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "shares": [
           *         {
           *           "id": "518286a1-0dbb-41d0-ac19-a86b2455cf85",
           *           "kind": "live",
           *           "cameraId": "bench-3",
           *           "sessionId": null,
           *           "label": "for the seminar",
           *           "createdBy": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "createdAt": "2026-11-30T10:47:10.149Z",
           *           "expiresAt": "2026-12-07T10:47:10.149Z",
           *           "revokedAt": null,
           *           "uses": 0,
           *           "lastUsedAt": null
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Also ended ones */
            shares: components['schemas']['Share'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postShares: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "kind": "live",
         *       "cameraId": "bench-3",
         *       "label": "for the seminar"
         *     }
         */
        'application/json': {
          /** @description Required for live */
          cameraId?: string;
          /**
           * @description Lifetime, seconds
           * @default 604800
           */
          expiresIn?: number;
          /**
           * @description What guests may see
           * @enum {string}
           */
          kind: 'live' | 'session';
          /**
           * @description For the list of links
           * @default
           */
          label?: string;
          /**
           * Format: uuid
           * @description Required for session
           */
          sessionId?: string;
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "518286a1-0dbb-41d0-ac19-a86b2455cf85",
           *       "kind": "live",
           *       "cameraId": "bench-3",
           *       "sessionId": null,
           *       "label": "for the seminar",
           *       "createdBy": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "createdAt": "2026-11-30T10:47:10.149Z",
           *       "expiresAt": "2026-12-07T10:47:10.149Z",
           *       "revokedAt": null,
           *       "uses": 0,
           *       "lastUsedAt": null,
           *       "url": "https://bench-pc.local:3443/guest#b-V9qlo3-23rDB9ET8RlY1z-o-8fTx_AfSEwfPxIPBE",
           *       "addresses": [
           *         {
           *           "kind": "local",
           *           "url": "https://bench-pc.local:3443/guest#b-V9qlo3-23rDB9ET8RlY1z-o-8fTx_AfSEwfPxIPBE"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Under which others can open the link, the best first */
            addresses: {
              /**
               * @description From where it can be opened
               * @enum {string}
               */
              kind: 'public' | 'page' | 'network' | 'local';
              /** @description Address with the secret */
              url: string;
            }[];
            /** @description The camera */
            cameraId: string;
            /**
             * Format: date-time
             * @description When it was made
             */
            createdAt: string;
            /** @description Who made it */
            createdBy: {
              /** @description Id of the account */
              id: string;
              /** @description Name of the person */
              name: string;
            };
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string;
            /**
             * Format: uuid
             * @description Id of the link
             */
            id: string;
            /**
             * @description What guests may see
             * @enum {string}
             */
            kind: 'live' | 'session';
            /** @description For the list of links */
            label: string;
            /** @description Last entry with it; null: none */
            lastUsedAt: string | null;
            /** @description When it was revoked; null: it was not */
            revokedAt: string | null;
            /** @description The session; null for a live view */
            sessionId: string | null;
            /** @description The first of the addresses */
            url: string;
            /** @description Number of entries with this link */
            uses: number;
          };
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-camera_not_found-session_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  deleteSharesId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the share link */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "518286a1-0dbb-41d0-ac19-a86b2455cf85",
           *       "kind": "live",
           *       "cameraId": "bench-3",
           *       "sessionId": null,
           *       "label": "for the seminar",
           *       "createdBy": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "createdAt": "2026-11-30T10:47:10.149Z",
           *       "expiresAt": "2026-12-07T10:47:10.149Z",
           *       "revokedAt": "2026-12-01T08:00:00.000Z",
           *       "uses": 0,
           *       "lastUsedAt": null
           *     }
           */
          'application/json': components['schemas']['Share'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-share_not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postShots: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "groupId": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f",
         *       "capture": {
         *         "format": "tiff"
         *       }
         *     }
         */
        'application/json': components['schemas']['CreateShot'];
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "2b0d7c1e-0f6a-4f0e-8a45-6c7d8e9f0a1b",
           *       "group": {
           *         "id": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f",
           *         "name": "Incubator"
           *       },
           *       "by": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "begunAt": "2026-11-30T10:46:26.600Z",
           *       "endedAt": "2026-11-30T10:46:26.900Z",
           *       "results": [
           *         {
           *           "cameraId": "bench-3",
           *           "state": "stored",
           *           "captureId": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *           "exposure": {
           *             "startUs": 1796035586638000,
           *             "uncertaintyUs": 400
           *           }
           *         },
           *         {
           *           "cameraId": "bench-4",
           *           "state": "failed",
           *           "error": {
           *             "code": "camera_offline",
           *             "message": "Camera service unavailable"
           *           }
           *         }
           *       ],
           *       "spread": null
           *     }
           */
          'application/json': components['schemas']['Shot'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found-camera_not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getShotsId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the shot */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "2b0d7c1e-0f6a-4f0e-8a45-6c7d8e9f0a1b",
           *       "group": {
           *         "id": "8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f",
           *         "name": "Incubator"
           *       },
           *       "by": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "begunAt": "2026-11-30T10:46:26.600Z",
           *       "endedAt": "2026-11-30T10:46:26.900Z",
           *       "results": [
           *         {
           *           "cameraId": "bench-3",
           *           "state": "stored",
           *           "captureId": "678a6ffb-bdc8-435f-8d14-a52c7d6a8f54",
           *           "exposure": {
           *             "startUs": 1796035586638000,
           *             "uncertaintyUs": 400
           *           }
           *         },
           *         {
           *           "cameraId": "bench-4",
           *           "state": "failed",
           *           "error": {
           *             "code": "camera_offline",
           *             "message": "Camera service unavailable"
           *           }
           *         }
           *       ],
           *       "spread": null
           *     }
           */
          'application/json': components['schemas']['Shot'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getStorage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "freeBytes": 412000000000,
           *       "diskFreeBytes": 412000000000,
           *       "reserveBytes": 2000000000,
           *       "diskBytes": 1000000000000,
           *       "captures": 40,
           *       "bytes": 19284520,
           *       "trash": {
           *         "captures": 2,
           *         "bytes": 964226
           *       },
           *       "quotaBytes": null,
           *       "byCamera": [
           *         {
           *           "id": "bench-3",
           *           "name": "Bench 3",
           *           "captures": 40,
           *           "bytes": 19284520
           *         }
           *       ],
           *       "bySession": [],
           *       "byPerson": [],
           *       "byDay": [
           *         {
           *           "day": "2026-11-30",
           *           "captures": 40,
           *           "bytes": 19284520
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['StorageUse'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  postStoragePlan: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        /** @example {} */
        'application/json': {
          /**
           * @description Rules, applied in this order
           * @default []
           */
          retention?: components['schemas']['RetentionRule'][];
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "4d0e2a38-5a55-4b0b-9a53-0f2a0d6f9c11",
           *       "captures": 0,
           *       "bytes": 0,
           *       "byRule": [],
           *       "sample": []
           *     }
           */
          'application/json': components['schemas']['RetentionPlan'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  postStoragePlanIdApply: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the plan */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "captures": 12,
           *       "bytes": 5785356
           *     }
           */
          'application/json': {
            /** @description Their size, bytes */
            bytes: number;
            /** @description Number of captures */
            captures: number;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getStoragePlanIdList: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the plan */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postStoragePurge: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "captures": 2,
           *       "bytes": 964226
           *     }
           */
          'application/json': {
            /** @description Their size, bytes */
            bytes: number;
            /** @description Number of captures */
            captures: number;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections-store_unavailable'];
    };
  };
  getStorageRules: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "trashDays": 30,
           *       "quotaBytes": null,
           *       "retention": [],
           *       "automatic": false
           *     }
           */
          'application/json': components['schemas']['StorageRulesOutput'];
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  putStorageRules: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "trashDays": 30,
         *       "quotaBytes": null,
         *       "retention": [],
         *       "automatic": false
         *     }
         */
        'application/json': components['schemas']['StorageRules'];
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "trashDays": 30,
           *       "quotaBytes": null,
           *       "retention": [],
           *       "automatic": false
           *     }
           */
          'application/json': components['schemas']['StorageRulesOutput'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getTrust: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "httpsPort": 3443,
           *       "authority": {
           *         "name": "Eyepiece on bench-pc",
           *         "sha256": "0A:62:18:43:ED:3C:71:56:…",
           *         "validUntil": "2036-11-27T10:46:25.000Z"
           *       },
           *       "hostNames": [
           *         "bench-pc.local",
           *         "localhost"
           *       ]
           *     }
           */
          'application/json': {
            /** @description The hub's own certificate authority. Null with the operator's certificate */
            authority: {
              /** @description As devices list it */
              name: string;
              /** @description Fingerprint: bytes in hexadecimal, separated by colons */
              sha256: string;
              /**
               * Format: date-time
               * @description When it expires
               */
              validUntil: string;
            } | null;
            /** @description Host names of the certificate */
            hostNames: string[];
            /** @description Null while HTTPS is off */
            httpsPort: number | null;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getTrustAuthorityCrt: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The certificate */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/x-x509-ca-cert': string;
        };
      };
      400: components['responses']['Error400-validation_failed'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getUsers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "users": [
           *         {
           *           "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "email": "ana@example.org",
           *           "name": "Ana",
           *           "role": "operator",
           *           "disabled": false
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description All accounts */
            users: components['schemas']['User'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postUsers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "email": "ana@example.org",
         *       "name": "Ana",
         *       "role": "operator",
         *       "password": "correct horse battery"
         *     }
         */
        'application/json': {
          /**
           * Format: email
           * @description E-mail address, unique among the accounts
           */
          email: string;
          /** @description Name that others see */
          name: string;
          /** @description Password; those that are easy to guess are refused */
          password: string;
          /**
           * @description What the account may do; each role includes the ones before it
           * @enum {string}
           */
          role: 'viewer' | 'contributor' | 'operator' | 'admin';
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *       "email": "ana@example.org",
           *       "name": "Ana",
           *       "role": "operator",
           *       "disabled": false
           *     }
           */
          'application/json': components['schemas']['User'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  patchUsersId: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the account */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "role": "contributor"
         *     }
         */
        'application/json': {
          /** @description Roles to set at single cameras; null removes one. Others stay */
          cameraRoles?: {
            /** @description Id of the camera, for example bench-3 */
            cameraId: string;
            /** @description Role there; null removes it */
            role: ('viewer' | 'contributor' | 'operator' | 'admin') | null;
          }[];
          /** @description true ends all sign-ins and keys of the account */
          disabled?: boolean;
          /** @description Name that others see */
          name?: string;
          /** @description Password; those that are easy to guess are refused */
          password?: string;
          /**
           * @description What the account may do; each role includes the ones before it
           * @enum {string}
           */
          role?: 'viewer' | 'contributor' | 'operator' | 'admin';
        };
      };
    };
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *       "email": "ana@example.org",
           *       "name": "Ana",
           *       "role": "contributor",
           *       "disabled": false
           *     }
           */
          'application/json': components['schemas']['User'];
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getUsersIdKeys: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the account */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "keys": [
           *         {
           *           "id": "b3491750-30bc-4c3d-8f44-f58d6d6a8ac4",
           *           "name": "Focus series",
           *           "scopes": [
           *             "watch",
           *             "capture"
           *           ],
           *           "cameraIds": [
           *             "bench-3"
           *           ],
           *           "createdBy": {
           *             "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *             "name": "Ana"
           *           },
           *           "createdAt": "2026-11-30T10:46:36.099Z",
           *           "expiresAt": "2027-02-28T10:46:36.099Z",
           *           "lastUsedAt": null,
           *           "address": null
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description Keys that are not revoked */
            keys: components['schemas']['ApiKey'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  postUsersIdKeys: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the account */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Focus series",
         *       "scopes": [
         *         "watch",
         *         "capture"
         *       ],
         *       "cameraIds": [
         *         "bench-3"
         *       ]
         *     }
         */
        'application/json': {
          /**
           * @description The only cameras that the key may be used for; null: all
           * @default null
           */
          cameraIds?: string[] | null;
          /**
           * @description Lifetime, seconds
           * @default 7776000
           */
          expiresIn?: number;
          /** @description Name of the key in lists and in the audit trail */
          name: string;
          /** @description What the key may be used for, each scope once */
          scopes: ('watch' | 'capture' | 'control' | 'library:read' | 'library:write' | 'admin')[];
        };
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "b3491750-30bc-4c3d-8f44-f58d6d6a8ac4",
           *       "name": "Focus series",
           *       "scopes": [
           *         "watch",
           *         "capture"
           *       ],
           *       "cameraIds": [
           *         "bench-3"
           *       ],
           *       "createdBy": {
           *         "id": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *         "name": "Ana"
           *       },
           *       "createdAt": "2026-11-30T10:46:36.099Z",
           *       "expiresAt": "2027-02-28T10:46:36.099Z",
           *       "lastUsedAt": null,
           *       "address": null,
           *       "key": "eyepiece_b349175030bc4c3d8f44f58d6d6a8ac4_…"
           *     }
           */
          'application/json': {
            /** @description Address of the last use */
            address: string | null;
            /** @description The only cameras that the key may be used for; null: all */
            cameraIds: string[] | null;
            /**
             * Format: date-time
             * @description When it was made
             */
            createdAt: string;
            /** @description Who made it */
            createdBy: {
              /** @description Id of the account */
              id: string;
              /** @description Name of the person */
              name: string;
            };
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string;
            /**
             * Format: uuid
             * @description Id of the key
             */
            id: string;
            /** @description Sent as `Authorization: Bearer …`, or as `auth.token` of a socket. Shown only here */
            key: string;
            /** @description Accurate to about a minute; null: never used */
            lastUsedAt: string | null;
            /** @description Name of the key */
            name: string;
            /** @description What the key may be used for */
            scopes: ('watch' | 'capture' | 'control' | 'library:read' | 'library:write' | 'admin')[];
          };
        };
      };
      400: components['responses']['Error400-validation_failed-invalid_json'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      409: components['responses']['Error409-conflict-limit_reached'];
      413: components['responses']['Error413-payload_too_large'];
      414: components['responses']['Error414-target_too_long'];
      415: components['responses']['Error415-unsupported_media_type'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
      507: components['responses']['Error507-no_space'];
    };
  };
  getUsersIdSessions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the account */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "sessions": [
           *         {
           *           "id": "6cb0f80a-64d4-4042-a246-174fb1bd52f5",
           *           "createdAt": "2026-11-30T08:46:27.308Z",
           *           "lastUsedAt": "2026-11-30T10:46:33.692Z",
           *           "expiresAt": "2026-11-30T20:46:27.308Z",
           *           "address": "192.0.2.14",
           *           "device": "Firefox on Windows",
           *           "current": true
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description The active sign-ins */
            sessions: components['schemas']['LoginSession'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  deleteUsersIdSessions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the account */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "ended": 2
           *     }
           */
          'application/json': {
            /** @description Number of sign-ins ended */
            ended: number;
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden-bad_origin'];
      404: components['responses']['Error404-not_found'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
  getViewers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "viewers": [
           *         {
           *           "cameraId": "bench-3",
           *           "userId": "0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10",
           *           "name": "Ana",
           *           "address": "192.0.2.14",
           *           "kind": "socket",
           *           "rendition": "full",
           *           "sent": 1800,
           *           "dropped": 0
           *         }
           *       ]
           *     }
           */
          'application/json': {
            /** @description One for each stream */
            viewers: components['schemas']['ViewerReport'][];
          };
        };
      };
      400: components['responses']['Error400-validation_failed'];
      401: components['responses']['Error401-unauthenticated-session_expired'];
      403: components['responses']['Error403-forbidden'];
      408: components['responses']['Error408-request_timeout'];
      414: components['responses']['Error414-target_too_long'];
      429: components['responses']['Error429-rate_limited'];
      431: components['responses']['Error431-headers_too_large'];
      500: components['responses']['Error500-internal'];
      503: components['responses']['Error503-database_unavailable-shutting_down-too_many_connections'];
    };
  };
}
