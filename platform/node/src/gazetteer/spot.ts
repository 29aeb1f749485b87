/** A spot on the earth: degrees, WGS 84. */
export interface Spot {
  readonly latitude: number
  readonly longitude: number
}
