/** Stands in for `amplify_outputs.json` in the built page: its backend starts after the build. */
const response = await fetch('/amplify_outputs.json');
if (!response.ok) throw new Error('The backend has no amplify_outputs.json yet. Reload the page.');

// biome-ignore lint/style/noDefaultExport: as a JSON module does
export default await response.json();
