/**
 * Shows a short message of App Bridge at the bottom of the admin. Nothing happens where App Bridge has not loaded, as in a page that is
 * opened outside of the admin, so whatever matters also stands on the page.
 */
export function showToast(message: string, options: { isError?: boolean } = {}): void {
  window.shopify?.toast?.show(message, { isError: options.isError ?? false });
}
