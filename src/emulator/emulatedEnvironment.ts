/** The one environment of the emulator. */
export const emulatedEnvironment = { id: 'emulator', name: 'Emulator' }
