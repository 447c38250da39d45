import { createHash } from "node:crypto";

const GROUNDS = ["#dfe8e3", "#eee3d3", "#e2e4ef", "#f0dfdc", "#e6ead6", "#e9e1ec"];
const SHAPES = ["#2f5d50", "#a8683b", "#49558a", "#a8524a", "#71803a", "#74507f"];

/** A calm picture for a product, always the same for the same handle. Drawn here, so that the shop needs no image of anybody's. */
export function productPicture(file: string): Response {
  const digest = createHash("sha256").update(file).digest();
  const pick = (place: number, of: readonly string[]) => of[(digest[place] ?? 0) % of.length] ?? "#ccc";
  const place = (digest[0] ?? 0) % GROUNDS.length;
  const ground = GROUNDS[place] ?? "#eee";
  const ink = SHAPES[place] ?? "#333";
  const size = 70 + ((digest[2] ?? 0) % 40);
  const drawings = [
    `<circle cx="200" cy="200" r="${size}" fill="${ink}"/><circle cx="200" cy="200" r="${size / 2}" fill="${ground}"/>`,
    `<rect x="${200 - size}" y="${200 - size}" width="${size * 2}" height="${size * 2}" rx="26" fill="${ink}"/><rect x="${200 - size / 2}" y="${200 - size - 24}" width="${size}" height="36" rx="12" fill="${ink}"/>`,
    `<path d="M200 ${200 - size} L${200 + size} ${200 + size} L${200 - size} ${200 + size} Z" fill="${ink}" stroke="${ink}" stroke-width="24" stroke-linejoin="round"/>`,
    `<path d="M${200 - size} 180 h${size * 2} a${size} ${size} 0 0 1 -${size * 2} 0 Z" fill="${ink}"/>`,
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><rect width="400" height="400" fill="${ground}"/>${pick(1, drawings)}</svg>`;
  return new Response(svg, { headers: { "content-type": "image/svg+xml", "cache-control": "max-age=3600" } });
}
