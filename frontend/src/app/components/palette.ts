/** The colours that categories get by default: Okabe-Ito, which people with any colour vision can tell apart. */

const OKABE_ITO = [
  "#E69F00",
  "#56B4E9",
  "#009E73",
  "#F0E442",
  "#0072B2",
  "#D55E00",
  "#CC79A7",
] as const;

export const colorAt = (index: number) => OKABE_ITO[index % OKABE_ITO.length] ?? OKABE_ITO[0];
