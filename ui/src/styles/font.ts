/** Loaded when the font is wanted. */
import '@fontsource-variable/inter/index.css';
