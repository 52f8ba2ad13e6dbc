// The dialog in which an area is chosen; loaded when it is first opened.
import {
  Breadcrumbs,
  Button,
  CloseButton,
  Loader,
  Modal,
  ScrollArea,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { useDebouncedValue, useId, useMediaQuery } from "@mantine/hooks";
import { IconChevronRight, IconHome, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { areaSearchQuery, childrenQuery } from "@/api/queries";
import type { AreaRef } from "@/api/types";
import { useCommon } from "@/i18n";
import { above, type ChoiceProps, type PickedArea } from "./AreaPicker";
import classes from "./AreaPicker.module.css";
import { formatDate } from "./format";

export function AreaDialog(props: ChoiceProps & { close: () => void }) {
  const t = useCommon();
  const phone = useMediaQuery("(max-width: 40em)") ?? false;
  const choose = (area: PickedArea | null) => {
    props.onChange(area);
    props.close();
  };
  return (
    <Modal
      opened
      onClose={props.close}
      title={t("area_pick")}
      size={560}
      fullScreen={phone}
      centered={false}
      yOffset={56}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Chooser {...props} choose={choose} />
    </Modal>
  );
}

/** The letters after which the search begins. */
const ENOUGH = 2;

function Chooser(props: ChoiceProps & { choose: (area: PickedArea | null) => void }) {
  const t = useCommon();
  const list = useId();
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const [q] = useDebouncedValue(typed.trim(), 200);
  const filter = {
    q,
    on: props.on,
    ...(props.level ? { level: props.level } : {}),
    ...(props.within ? { within: props.within } : {}),
  };
  const search = useQuery({
    ...areaSearchQuery(filter),
    enabled: q.length >= ENOUGH,
    placeholderData: keepPreviousData,
  });
  const searching = typed.trim().length >= ENOUGH;
  const found = searching ? (search.data ?? []) : [];
  const at = Math.min(marked, found.length - 1);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) {
      event.preventDefault();
      const to = (at + step + found.length) % found.length;
      setMarked(to);
      document.getElementById(`${list}-${to}`)?.scrollIntoView({ block: "nearest" });
    }
    const area = found[at];
    if (event.key === "Enter") {
      event.preventDefault();
      if (area && !search.isPlaceholderData) props.choose(area);
    }
  }

  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${list}-${at}` : undefined}
        aria-label={t("area_search")}
        placeholder={t("area_search")}
        description={t("area_on", { on: formatDate(props.on) })}
        inputWrapperOrder={["input", "description"]}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search.isFetching ? (
            <Loader size={14} />
          ) : (
            typed && <CloseButton size="sm" aria-label={t("area_clear")} onClick={() => setTyped("")} />
          )
        }
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setMarked(0);
        }}
        onKeyDown={onKeyDown}
        autoComplete="off"
        spellCheck={false}
      />
      {searching ? (
        <ScrollArea.Autosize mah="min(60dvh, 480px)" mt="xs">
          <div id={list} role="listbox" aria-label={t("area_results")}>
            {found.map((area, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the focus and the keys
              <div
                key={area.id}
                id={`${list}-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                className={classes.option}
                onClick={() => props.choose(area)}
                onMouseMove={() => setMarked(i)}
              >
                <span className={classes.optionName}>{area.name}</span>
                <span className={classes.optionAbove}>{above(area) || area.code}</span>
              </div>
            ))}
          </div>
          {search.isSuccess && !search.isPlaceholderData && found.length === 0 && (
            <Text size="sm" c="dimmed" p="sm">
              {t("area_none_found", { on: formatDate(props.on) })}
            </Text>
          )}
        </ScrollArea.Autosize>
      ) : (
        <Browser {...props} />
      )}
    </>
  );
}

function Browser(props: ChoiceProps & { choose: (area: PickedArea | null) => void }) {
  const t = useCommon();
  // Begins one level above the chosen unit, among its neighbours; at the top when it did not exist on the day.
  const [path, setPath] = useState<readonly AreaRef[]>(() =>
    props.value && existsOn(props.value, props.on) ? (props.value.ancestors ?? []) : [],
  );
  const here = path.at(-1) ?? null;
  const children = useQuery(childrenQuery(here?.id ?? null, props.on));
  const choosable = (area: AreaRef) => !props.level || area.level === props.level;
  const pick = (area: AreaRef) => props.choose({ ...area, ancestors: path });
  return (
    <>
      <Breadcrumbs separator="›" mt="sm" mb={6} separatorMargin={6} className={classes.path}>
        <UnstyledButton className={classes.crumb} onClick={() => setPath([])}>
          {t("nation")}
        </UnstyledButton>
        {path.map((unit, i) => (
          <UnstyledButton
            key={unit.id}
            className={classes.crumb}
            onClick={() => setPath(path.slice(0, i + 1))}
          >
            {unit.name}
          </UnstyledButton>
        ))}
      </Breadcrumbs>
      {here && choosable(here) && (
        <Button
          variant="light"
          size="xs"
          mb={6}
          onClick={() => props.choose({ ...here, ancestors: path.slice(0, -1) })}
        >
          {t("area_choose_this", { name: here.name })}
        </Button>
      )}
      {!here && props.nation && (
        <Button variant="light" size="xs" mb={6} onClick={() => props.choose(null)}>
          {t("area_choose_this", { name: t("nation") })}
        </Button>
      )}
      <ScrollArea.Autosize mah="min(50dvh, 400px)" className={classes.list}>
        {children.isPending && <Loader size="sm" m="sm" aria-label={t("loading")} />}
        {children.error && (
          <Text size="sm" c="red" p="sm">
            {children.error.message}
          </Text>
        )}
        {children.data?.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            {t("area_no_children")}
          </Text>
        )}
        {children.data?.map((area) => {
          const deeper = area.level !== "village" && area.level !== props.level;
          return (
            <div key={area.id} className={classes.row} data-chosen={area.id === props.value?.id || undefined}>
              <UnstyledButton
                className={classes.rowName}
                onClick={() => (choosable(area) ? pick(area) : setPath([...path, area]))}
              >
                {area.name}
              </UnstyledButton>
              {deeper && (
                <UnstyledButton
                  className={classes.deeper}
                  aria-label={t("area_open", { name: area.name })}
                  onClick={() => setPath([...path, area])}
                >
                  <IconChevronRight size={18} aria-hidden />
                </UnstyledButton>
              )}
            </div>
          );
        })}
      </ScrollArea.Autosize>
      {props.home && props.home.id !== props.value?.id && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          leftSection={<IconHome size={16} aria-hidden />}
          onClick={() => props.choose(props.home ?? null)}
        >
          {t("area_home")}: {props.home.name}
        </Button>
      )}
    </>
  );
}

function existsOn(area: PickedArea, on: string): boolean {
  return (area.exists_from ?? "") <= on && (area.exists_to == null || area.exists_to > on);
}
