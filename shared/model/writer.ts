/** What a manifest says wrote it; a test holds the version against package.json. */
export const WRITER = 'holdfast 0.1.0'
