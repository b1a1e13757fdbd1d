/** A separate module, so that the font can be loaded later. */
import '@fontsource-variable/inter/index.css';
