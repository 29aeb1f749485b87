import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components/Slider'
import styles from './editor.module.css'

/** An amount that goes either way from 0. */
export interface AmountSliderProps {
  readonly label: string
  readonly value: number
  /** The furthest either way. */
  readonly most: number
  readonly step?: number
  readonly unit?: string
  readonly onChange: (value: number) => void
}

/** See {@link AmountSliderProps}. */
export function AmountSlider({ label, value, most, step = 1, unit = '', onChange }: AmountSliderProps) {
  return (
    <Slider
      className={styles.slider ?? ''}
      value={value}
      minValue={-most}
      maxValue={most}
      step={step}
      onChange={onChange}
    >
      <Label>{label}</Label>
      <SliderOutput className={styles.output ?? ''}>{`${value}${unit}`}</SliderOutput>
      <SliderTrack className={styles.track ?? ''}>
        <SliderThumb className={styles.thumb ?? ''} />
      </SliderTrack>
    </Slider>
  )
}
