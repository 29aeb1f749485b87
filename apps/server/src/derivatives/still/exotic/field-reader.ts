/**
 * Reads big-endian fields one after another. Past the end every field is 0 and `isPastEnd` says so, so that
 * a parser may read on and look once.
 */
export class FieldReader {
  readonly #view: DataView
  #at: number
  readonly #to: number
  #isPastEnd = false

  /** Reads `from ≤ position < to` of the bytes. */
  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = from
    this.#to = Math.min(to, bytes.length)
  }

  get at(): number {
    return this.#at
  }

  get isPastEnd(): boolean {
    return this.#isPastEnd
  }

  /** An unsigned number of 0, 1, 2, 3, 4 or 8 bytes. */
  read(sizeBytes: number): number {
    if (this.#at + sizeBytes > this.#to) {
      this.#isPastEnd = true
      this.#at = this.#to
      return 0
    }
    let value = 0
    for (let index = 0; index < sizeBytes; index++)
      value = value * 256 + this.#view.getUint8(this.#at + index)
    this.#at += sizeBytes
    return value
  }

  /** A signed number of four bytes. */
  readSigned(): number {
    return this.read(4) | 0
  }

  /** Four letters; shorter past the end. */
  readLetters(): string {
    let letters = ''
    for (let index = 0; index < 4 && !this.#isPastEnd; index++) {
      const code = this.read(1)
      if (!this.#isPastEnd) letters += String.fromCharCode(code)
    }
    return letters
  }

  /** Letters up to a zero byte, at most `lettersMax`. */
  readText(lettersMax: number): string {
    let text = ''
    while (text.length < lettersMax && this.#at < this.#to) {
      const code = this.read(1)
      if (code === 0) break
      text += String.fromCharCode(code)
    }
    return text
  }
}
