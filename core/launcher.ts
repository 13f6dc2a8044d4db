/** What a command names that starts an image as the scaffold does: deploy/runtime, or the web server of a site. */
export const LAUNCHER = /deploy[./]runtime[./]serve\b|\/opt\/site\/site\.sh/;
