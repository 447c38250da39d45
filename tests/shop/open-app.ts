import { embeddedAddress } from "./admin-page/app-frame.ts";
import type { SimulatedShop } from "./simulated-shop.ts";

/**
 * Installs the app and opens it once, as a merchant does: the app exchanges the session token for its own and sets the shop up.
 * Throws when the app answers with an error.
 */
export async function installAndOpenApp(simulated: SimulatedShop, domain: string, path = "/app"): Promise<void> {
  const shop = simulated.shop(domain);
  simulated.installApp(shop.domain);
  const url = new URL(`/admin/apps/${simulated.configuration.handle}`, `https://${shop.domain}`);
  const address = embeddedAddress({ simulated, shop, url }, path, "en");
  // Shopify's library turns away what does not look like a browser.
  const headers = { accept: "text/html", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0" };
  const response = await fetch(address, { headers });
  const body = await response.text();
  if (!response.ok) throw new Error(`The app answered ${response.status} to its first visit: ${body.slice(0, 500)}`);
}
