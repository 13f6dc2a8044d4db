/** `yo saasfactory` alone is the same generator under its default name. */
export { default } from '../container/index.js';
