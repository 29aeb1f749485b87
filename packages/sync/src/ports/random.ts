/** Chance, as everything in Rollcall asks for it. The simulator brings a seeded one. */
export interface Random {
  /** `count` unpredictable bytes as lower-case hex, two digits a byte. */
  readonly hex: (count: number) => string
  /** A number in [0, 1). */
  readonly fraction: () => number
}
