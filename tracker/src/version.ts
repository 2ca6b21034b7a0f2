/** What sends, as its events say: told by the script and by the package. */
export const SDK = "insights-js/0.1.0";
