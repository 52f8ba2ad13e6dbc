// The look: white paper, a deep official green, gold used once in a while.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const forest: MantineColorsTuple = [
  "#eef6f2",
  "#dcebe3",
  "#b7d6c6",
  "#8fc0a8",
  "#6dad8e",
  "#4d9877",
  "#2c7d5a",
  "#14623f",
  "#0d4a33",
  "#083526",
];

export const theme = createTheme({
  fontFamily: '"Be Vietnam Pro", system-ui, sans-serif',
  headings: {
    fontFamily: '"Be Vietnam Pro", system-ui, sans-serif',
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  colors: { forest },
  primaryColor: "forest",
  primaryShade: 7,
  defaultRadius: "sm",
  black: "#1c2320",
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    NativeSelect: { defaultProps: { size: "sm" } },
    Anchor: { defaultProps: { underline: "hover" } },
    Modal: { defaultProps: { centered: true } },
  },
});

/** Greys and reds dark enough to be read on white by everybody (WCAG AA). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  dark: {},
  light: {
    "--mantine-color-dimmed": "#55615b",
    "--mantine-color-placeholder": "#66726c",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-yellow-light": "#fdf6e3",
    "--mantine-color-yellow-light-color": "#8a5a00",
    "--mantine-color-blue-light": "#eef4fa",
    "--mantine-color-blue-light-color": "#1d4a75",
    "--mantine-color-red-light": "#fbefee",
    "--mantine-color-red-light-color": "#9c1f18",
  },
});
