/** In which state each view, and each component that opens something over the page, is checked. */

/** What the names of components with overlays look like in their source. */
export const OPENS_OVERLAY = /<(?:Dialog|FormDialog|ConfirmDialog|Popover|PickMenu|PickList)\b/;
/** They have no content of their own. */
export const FRAMES = 'components/shared/overlays/';

/** By the path of the component below `ui/src`, without its extension. */
export const SHOWN_IN: Readonly<Record<string, string>> = {
  'components/annotations/AnnotationCard': 'annotation-history',
  'components/captures/DownloadDialog': 'download',
  'components/captures/detail/FilterDialog': 'filtered-copy',
  'components/captures/compare/AddToCompare': 'compare-add',
  'components/captures/filter/FacetPicker': 'facet',
  'components/captures/filter/LibraryFilters': 'filters',
  'components/captures/grid/QuickEdit': 'quick-edit',
  'components/captures/grid/RateMenu': 'rate',
  'components/captures/grid/TagMenu': 'tags',
  'components/captures/live/CaptureOptions': 'capture-options',
  'components/captures/live/FormatPicker': 'format',
  'components/captures/live/RefusedCount': 'refused',
  'components/control/device/ChoiceRow': 'camera-choice',
  'components/control/jobs/JobButtons': 'time-lapse',
  'components/control/jobs/SplitButton': 'burst',
  'components/control/lease/TakeControlDialog': 'take-control',
  'components/control/settings/PresetMenu': 'presets',
  'components/palette/CommandPalette': 'palette',
  'components/people/SignInDialog': 'expired',
  'components/people/Watchers': 'people-here',
  'components/people/accounts/CameraRolesDialog': 'camera-roles',
  'components/people/accounts/ResetPasswordDialog': 'new-password',
  'components/people/accounts/ServiceAccountDialog': 'service-account',
  'components/people/accounts/UserDialog': 'users-add',
  'components/people/keys/KeysDialog': 'keys',
  'components/people/shares/ShareDialog': 'share',
  'components/picture/display/DisplayMenu': 'display',
  'components/picture/optics/ObjectivePicker': 'objective-menu',
  'components/picture/optics/ObjectivesDialog': 'objectives',
  'components/sessions/SessionButtons': 'session-end',
  'components/sessions/StartSessionDialog': 'start-session',
  'components/shell/HelpDialog': 'help',
  'components/stream/CameraPicker': 'cameras',
  'components/stream/status/LiveStatus': 'age',
  'components/stream/status/LogDialog': 'log',
  'components/stream/status/PictureMenu': 'picture-menu',
  'views/DiagnosticsView': 'diagnostics',
  'views/LivePanel': 'live',
  'views/LiveView': 'live',
  'views/SessionView': 'session',
  'views/SessionsView': 'sessions',
  'views/StorageView': 'storage-empty',
  'views/WallView': 'wall',
  'views/guest/GuestEntryView': 'guest-entry',
  'views/guest/GuestShell': 'guest-elsewhere',
  'views/guest/GuestView': 'guest',
  'views/library/CompareView': 'compare-side',
  'views/library/DetailView': 'detail',
  'views/library/LibraryView': 'library',
  'views/library/TrashView': 'trash-empty',
  'views/people/AccountView': 'account',
  'views/people/AuditView': 'audit',
  'views/people/SignInView': 'sign-in',
  'views/people/TrustView': 'trust',
  'views/people/UsersView': 'sign-out',
};

/** Shown by other tests, and where. */
export const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  'components/control/pool/CopySettingsDialog': 'needs two cameras; live/many-cameras.test.ts',
  'components/control/pool/GroupMenu': 'with two cameras; live/many-cameras.test.ts',
  'components/stream/status/FlowChip': 'a text in a popover, on a slow link; live/narrow-link.test.ts',
  'views/people/FirstRunView': 'on an empty hub; people/first-run.test.ts',
};
