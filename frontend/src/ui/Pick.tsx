// Chooses one of many by typing a part of its name, accents not needed. Enter takes the first that fits.
import { Select, type SelectProps } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import { useCommon } from "@/i18n";
import { fold } from "./fold";

interface Props extends Omit<SelectProps, "data" | "onChange" | "value"> {
  data: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

export function Pick({ data, value, onChange, ...others }: Props) {
  const common = useCommon();
  const label = data.find((one) => one.value === value)?.label;
  /** Whether the key that is down has chosen an option already. */
  const taken = useRef(false);

  /** Whoever types fast presses Enter before the list has marked its first option, or has come at all. */
  function onEnter(event: KeyboardEvent<HTMLDivElement>) {
    const field = event.target;
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (taken.current || event.nativeEvent.isComposing || !(field instanceof HTMLInputElement)) return;
    if (field.value.trim() === "" || field.value === label) return;
    event.preventDefault();
    const list = document.getElementById(field.getAttribute("aria-controls") ?? "");
    const option =
      list?.querySelector<HTMLElement>("[data-combobox-selected]") ??
      list?.querySelector<HTMLElement>("[data-combobox-option]");
    if (option) option.click();
    // What was typed would be lost with the focus.
    else event.stopPropagation();
  }
  return (
    <Select
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      withCheckIcon={false}
      maxDropdownHeight={320}
      nothingFoundMessage={data.length > 0 && common("pick_none")}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      wrapperProps={{
        onKeyDownCapture: () => {
          taken.current = false;
        },
        onKeyDown: onEnter,
      }}
      onOptionSubmit={() => {
        taken.current = true;
      }}
      {...others}
      data={[...data]}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? "")}
      filter={({ options, search }) => {
        const wanted = fold(search.trim());
        return options.filter((one) => "label" in one && fold(one.label).includes(wanted));
      }}
    />
  );
}
