// Chooses one of many by typing a part of its name, accents not needed.
import { Select, type SelectProps } from "@mantine/core";
import { fold } from "./fold";

interface Props extends Omit<SelectProps, "data" | "onChange" | "value"> {
  data: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

export function Pick({ data, value, onChange, ...others }: Props) {
  return (
    <Select
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      withCheckIcon={false}
      maxDropdownHeight={320}
      comboboxProps={{ transitionProps: { duration: 0 } }}
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
