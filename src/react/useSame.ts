import { useState } from 'react'
import { isSame } from '../core/isSame'

/** The very object of before while it says the same: React and Mux's player take another one for news. */
export function useSame<Value extends object>(value: Value): Value {
  const [kept, setKept] = useState(value)
  if (isSame(kept, value)) return kept
  setKept(value)
  return value
}
