// Countries by their two letters.

const countries = new Intl.DisplayNames("en", { type: "region" });
const isCode = (text: string): boolean => /^[A-Z]{2}$/.test(text);

export const countryName = (code: string): string =>
  isCode(code) ? (countries.of(code) ?? code) : code;

/** The code of what was typed: a code, or a country's name; else the text itself, for the server to judge. */
export function countryCode(text: string): string {
  if (isCode(text.toUpperCase())) return text.toUpperCase();
  const sought = text.toLowerCase();
  return CODES.find((code) => countryName(code).toLowerCase() === sought) ?? text;
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

/** The flag's two regional indicator letters; empty for what is no country code. */
export const flag = (code: string): string =>
  isCode(code)
    ? String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65))
    : "";

/** Systems without pictures of flags draw the two letters side by side. */
export function drawsFlags(): boolean {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return false;
  return pen.measureText(flag("DE")).width < 1.5 * pen.measureText("\u{1f1e9}").width;
}
