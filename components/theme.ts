import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const slate: MantineColorsTuple = [
  '#f5f8fa',
  '#eaf0f6',
  '#dfe7ef',
  '#cbd6e2',
  '#b0c1d4',
  '#7c98b6',
  '#516f90',
  '#425b76',
  '#33475b',
  '#253342',
];

const teal: MantineColorsTuple = [
  '#e5f5f8',
  '#cdebf0',
  '#9ed7e1',
  '#6bc2d1',
  '#41afc2',
  '#1497ad',
  '#007a8c',
  '#006a7a',
  '#005866',
  '#00424d',
];

const ember: MantineColorsTuple = [
  '#fff1eb',
  '#ffe1d4',
  '#ffc2a8',
  '#ff9f78',
  '#f77b4b',
  '#e05f2c',
  '#bf4716',
  '#a83d11',
  '#87310e',
  '#66250b',
];

/** Mantine draws its dark scheme from these ten, text first and background last. */
const night: MantineColorsTuple = [
  '#dbe5ee',
  '#b9c8d6',
  '#9db0c2',
  '#8298ad',
  '#445a6f',
  '#374b5f',
  '#2a3b4c',
  '#1f2d3a',
  '#17222d',
  '#0f1820',
];

export const theme = createTheme({
  black: '#33475b',
  colors: { gray: slate, teal, ember, dark: night },
  primaryColor: 'teal',
  primaryShade: { light: 6, dark: 6 },
  fontFamily:
    '"Avenir Next", Avenir, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '2rem' },
      h2: { fontSize: '1.125rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.375rem' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '3px', md: '4px', lg: '6px', xl: '8px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Popover: { defaultProps: { transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { transitionProps: { duration: 100 } } },
    Anchor: { defaultProps: { underline: 'always' } },
    Badge: { defaultProps: { tt: 'none', fw: 600 } },
    Button: { defaultProps: { size: 'sm' } },
    Alert: { defaultProps: { variant: 'light' } },
  },
});

/** The colours Mantine has no name for, and its own where their contrast is too low on our backgrounds. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: { '--sluice-column': '960px' },
  light: {
    '--sluice-page': '#f5f8fa',
    '--sluice-hairline': '#cbd6e2',
    '--sluice-positive': '#00755c',
    '--sluice-waiting': '#8a5300',
    '--sluice-negative': '#c0273a',
    '--mantine-color-dimmed': '#516f90',
    '--mantine-color-placeholder': '#5f7893',
    '--mantine-color-anchor': '#00707f',
    '--mantine-color-error': '#c0273a',
    '--mantine-color-disabled-color': '#5f7893',
    '--mantine-color-default-border': '#b0c1d4',
    '--mantine-color-red-light': '#fdf0f1',
    '--mantine-color-red-light-color': '#b3202f',
    '--mantine-color-yellow-light': '#fdf5e6',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-teal-light': '#ebf6f8',
    '--mantine-color-teal-light-color': '#005866',
  },
  dark: {
    '--sluice-page': '#17222d',
    '--sluice-hairline': '#374b5f',
    '--sluice-positive': '#5fd0b0',
    '--sluice-waiting': '#f5c26b',
    '--sluice-negative': '#ff98a0',
    '--mantine-color-dimmed': '#a8bbcc',
    '--mantine-color-placeholder': '#93a8bb',
    '--mantine-color-anchor': '#6bc9d8',
    '--mantine-color-error': '#ff98a0',
    '--mantine-color-disabled-color': '#93a8bb',
    '--mantine-color-red-light': '#40262f',
    '--mantine-color-red-light-color': '#ffb3b9',
    '--mantine-color-yellow-light': '#3d3423',
    '--mantine-color-yellow-light-color': '#f5cf8b',
    '--mantine-color-teal-light': '#17404b',
    '--mantine-color-teal-light-color': '#9ee0ea',
  },
});
