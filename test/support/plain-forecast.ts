// A second implementation of the forecast, slow and plain, that shares no code with the first.

const SEED = 20_260_401n;
const DRAWS = 1_000;
const WORD = 1n << 32n;
const word = (value: bigint) => ((value % WORD) + WORD) % WORD;

/** FNV-1a of a text, in whole numbers of any size. */
export function plainHash(text: string): bigint {
  let hash = 2_166_136_261n;
  for (const unit of text.split('')) hash = word((hash ^ BigInt(unit.charCodeAt(0))) * 16_777_619n);
  return hash;
}

/** mulberry32 over FNV-1a of a text. */
export function plainRandom(text: string): () => number {
  let state = plainHash(text);
  return () => {
    state = word(state + 1_831_565_813n);
    let t = word((state ^ (state >> 15n)) * (state | 1n));
    t = word(t + word((t ^ (t >> 7n)) * (t | 61n))) ^ t;
    return Number(word(t ^ (t >> 14n))) / Number(WORD);
  };
}

/** The draws of an order from what was left for others, in any order. */
export function plainDraws(workOrderId: string, left: readonly number[]): number[] {
  const known = drawnBefore.get(left);
  if (known) return known;
  const sorted = [...left].sort((a, b) => a - b);
  const drawn = luckOf(workOrderId).map((luck) => sorted[Math.floor(luck * sorted.length)] as number);
  drawnBefore.set(left, drawn);
  return drawn;
}

// The luck of an order is the same whatever it is drawn from.
const luckBefore = new Map<string, number[]>();
function luckOf(workOrderId: string): number[] {
  const next = plainRandom(`${SEED}:${workOrderId}`);
  const luck = luckBefore.get(workOrderId) ?? Array.from({ length: DRAWS }, next);
  luckBefore.set(workOrderId, luck);
  return luck;
}

// Each list is of one order.
const drawnBefore = new WeakMap<readonly number[], number[]>();

/** A percentile as SQL's percentile_cont has it. */
export function plainPercentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = p * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] as number;
  const upper = sorted[Math.ceil(place)] as number;
  return lower + (upper - lower) * (place - Math.floor(place));
}

export function plainForecast(workOrderId: string, left: readonly number[]): { p50: number; p90: number } {
  const drawn = plainDraws(workOrderId, left);
  return { p50: plainPercentile(drawn, 0.5), p90: plainPercentile(drawn, 0.9) };
}
