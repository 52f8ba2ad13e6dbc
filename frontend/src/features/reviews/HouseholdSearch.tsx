// Finds a household of a commune by its head's name.
import { Button, Group, Input, Loader, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue, useId } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import { communeHouseholdsQuery } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";

export interface PickedHousehold {
  id: string;
  name: string;
  where: string;
}

interface Props {
  label: string;
  hint: string;
  /** The commune's id. */
  commune: string;
  value: PickedHousehold | null;
  onChange: (household: PickedHousehold | null) => void;
  error: string | undefined;
}

export function HouseholdSearch(props: Props) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 250);
  const found = useQuery({ ...communeHouseholdsQuery(props.commune, q), enabled: q !== "" && !props.value });
  if (props.value) {
    return (
      <Input.Wrapper label={props.label} labelElement="div" withAsterisk error={props.error}>
        <Group gap="xs" mt={2}>
          <span>
            <b>{props.value.name}</b>
            {props.value.where && ` · ${props.value.where}`}
          </span>
          <Button variant="subtle" size="compact-sm" onClick={() => props.onChange(null)}>
            {t("other_household")}
          </Button>
        </Group>
      </Input.Wrapper>
    );
  }
  return (
    <div>
      <TextInput
        id={id}
        label={props.label}
        description={props.hint}
        withAsterisk
        autoComplete="off"
        placeholder={t("household_search")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        rightSection={found.isFetching && <Loader size={14} role="status" aria-label={common("loading")} />}
        error={props.error}
      />
      <ProblemAlert error={found.error} />
      {q !== "" && found.data && (
        <div className={classes.found} role="status">
          {found.data.items.map((item) => (
            <UnstyledButton
              key={item.id}
              className={classes.foundItem}
              onClick={() =>
                props.onChange({
                  id: item.id,
                  name: item.head_name,
                  where: [item.village?.name, item.address].filter(Boolean).join(", "),
                })
              }
            >
              <b>{item.head_name}</b>
              <span className={classes.foundWhere}>
                {[item.village?.name, item.address].filter(Boolean).join(", ")}
              </span>
              <ClassBadge value={item.class ?? null} />
            </UnstyledButton>
          ))}
          {found.data.items.length === 0 && (
            <Text size="sm" c="dimmed" p={6}>
              {t("household_none")}
            </Text>
          )}
          {found.data.next && (
            <Text size="sm" c="dimmed" p={6}>
              {t("household_more")}
            </Text>
          )}
        </div>
      )}
    </div>
  );
}
