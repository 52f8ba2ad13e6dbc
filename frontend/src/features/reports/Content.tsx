// What a report says: its sections and tables in the order of the form, and what is known of the cell that is chosen.
import { Alert, Anchor, Button, Group, Text, Textarea, Title } from "@mantine/core";
import { IconArrowDown, IconInfoCircle, IconMessagePlus } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { CellPanel } from "./CellPanel";
import { labelOf, ownValue, progress, shownDecimal } from "./cells";
import { Grid } from "./Grid";
import type { Cell, ReportDetail, Table } from "./queries";
import classes from "./reports.module.css";
import { SaveSign } from "./SaveSign";
import { reportTexts } from "./texts";
import type { Filling } from "./useFilling";

const route = getRouteApi("/shell/reports/$id");

interface Props {
  detail: ReportDetail;
  filling: Filling;
}

export function Content({ detail, filling }: Props) {
  const t = useTexts(reportTexts);
  const [chosen, setChosen] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const { cell: wanted } = route.useSearch();
  useEffect(() => {
    if (!wanted) return;
    setChosen(wanted);
    const place = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted)}"]`);
    if (place) goTo(place);
  }, [wanted]);
  const { report, template, below } = detail;
  const cells = new Map(detail.cells.map((cell) => [cell.cell, cell]));
  const filled = progress(detail);
  const mayFill = report.allowed.includes("fill");
  const open = useCallback((key: string) => {
    setChosen(key);
    setOpened(key);
  }, []);
  const empty = new Set(detail.empty.filter((key) => !filling.pending.has(key)));
  const tables = (section: string | null) =>
    template.tables.filter((table) =>
      section === null
        ? !template.sections.some((one) => one.code === table.section)
        : table.section === section,
    );
  const grid = (table: Table) => (
    <section key={table.code} className={classes.table}>
      {(table.title || table.unit) && (
        <Group justify="space-between" align="baseline" gap="xs">
          {table.title ? <Title order={3}>{table.title}</Title> : <span />}
          {table.unit && (
            <Text size="sm" fs="italic" c="dimmed">
              {t("unit_of")}: {table.unit}
            </Text>
          )}
        </Group>
      )}
      <Grid
        table={table}
        cells={cells}
        filling={filling}
        chosen={chosen}
        onChoose={setChosen}
        onOpen={open}
      />
    </section>
  );
  return (
    <>
      {below && (
        <Alert
          color={below.present < below.expected ? "yellow" : "forest"}
          icon={<IconInfoCircle />}
          mb="sm"
          p="xs"
        >
          <Text size="sm" span>
            {t("below", below)}{" "}
          </Text>
          <Anchor component={Link} to={`/reports/rounds/${report.round_id}`} size="sm">
            {t("below_link")}
          </Anchor>
        </Alert>
      )}
      <Group justify="space-between" gap="xs" className={classes.contentHead}>
        <Text size="sm" c="dimmed">
          {detail.as_submitted ? t("as_submitted") : t("live")}
          {mayFill && <span className={classes.onlyWide}> {t("paste_hint")}</span>}
        </Text>
        {mayFill && filled.of > 0 && (
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {t("filled", filled)}
            </Text>
            <NextEmpty empty={empty} chosen={chosen} />
          </Group>
        )}
      </Group>
      {template.sections.map((section) => (
        <section key={section.code} className={classes.section}>
          <Title order={2}>{section.title}</Title>
          <Section
            cell={cells.get(section.code)}
            prompt={section.prompt ?? ""}
            title={section.title}
            filling={filling}
            onOpen={open}
            onChoose={setChosen}
          />
          {tables(section.code).map(grid)}
        </section>
      ))}
      {tables(null).map(grid)}
      <CellBar
        detail={detail}
        cell={chosen ? cells.get(chosen) : undefined}
        filling={filling}
        empty={empty}
        onOpen={open}
      />
      {opened && <CellPanel detail={detail} cellKey={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

/** Brings a cell into sight, ready to be typed in. */
function goTo(place: HTMLElement) {
  place.scrollIntoView({ block: "center" });
  place.querySelector<HTMLElement>("textarea, button")?.focus({ preventScroll: true });
}

/** Leads to the next cell that must be filled in and is empty: a form is long, on a phone above all. */
function NextEmpty({ empty, chosen }: { empty: ReadonlySet<string>; chosen: string | null }) {
  const t = useTexts(reportTexts);
  if (empty.size === 0) return null;
  const go = () => {
    const places = [...document.querySelectorAll<HTMLElement>("[data-key]")];
    const at = places.findIndex((place) => place.dataset.key === chosen);
    // After the last one the first comes again.
    const next = [...places.slice(at + 1), ...places.slice(0, at + 1)].find((place) =>
      empty.has(place.dataset.key ?? ""),
    );
    if (next) goTo(next);
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconArrowDown size={14} aria-hidden />}
      onClick={go}
    >
      {t("next_empty")}
    </Button>
  );
}

function Section(props: {
  cell: Cell | undefined;
  prompt: string;
  title: string;
  filling: Filling;
  onOpen: (key: string) => void;
  onChoose: (key: string) => void;
}) {
  const t = useTexts(reportTexts);
  const { cell, filling } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (!cell) return null;
  const value = filling.pending.get(cell.cell) ?? cell.text ?? "";
  const keep = (text: string) => filling.enter([{ cell: cell.cell, value: text.trim() }]);
  return (
    <div className={classes.narrative} data-key={cell.cell}>
      {cell.editable ? (
        <Textarea
          label={props.prompt || props.title}
          withAsterisk={cell.required}
          autosize
          minRows={3}
          maxLength={20_000}
          value={draft ?? value}
          error={filling.invalid.get(cell.cell)?.why}
          onFocus={() => {
            setDraft(value);
            props.onChoose(cell.cell);
          }}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setDraft(text);
            // A long text is kept while it is written.
            clearTimeout(timer.current);
            timer.current = setTimeout(() => keep(text), 1500);
          }}
          onBlur={() => {
            clearTimeout(timer.current);
            if (draft !== null && draft.trim() !== value) keep(draft);
            setDraft(null);
          }}
        />
      ) : (
        <p className={classes.paragraph}>
          {cell.text || <span className={classes.gap}>{t("no_text")}</span>}
        </p>
      )}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconMessagePlus size={14} aria-hidden />}
        onClick={() => props.onOpen(cell.cell)}
      >
        {cell.open_comments > 0 ? t("comments_open", { count: cell.open_comments }) : t("comment")}
      </Button>
    </div>
  );
}

/** Like the formula bar of a spreadsheet: which cell it is and where its figure comes from; and whether all is saved. */
function CellBar(props: {
  detail: ReportDetail;
  cell: Cell | undefined;
  filling: Filling;
  empty: ReadonlySet<string>;
  onOpen: (key: string) => void;
}) {
  const t = useTexts(reportTexts);
  const { cell, detail, filling } = props;
  const invalid = cell && filling.invalid.get(cell.cell);
  return (
    <aside className={classes.bar} aria-label={t("cell_bar")}>
      <div className={classes.barText}>
        {cell ? (
          <>
            <b>{labelOf(detail.template, cell.cell)}</b>
            <span>
              {invalid ? (
                <span className={classes.wrong}>{invalid.why}</span>
              ) : (
                <>
                  {t(`origin_${cell.origin}`)}
                  {cell.origin === "consolidated" && cell.own != null && (
                    <> · {t("own_part", { value: shownDecimal(ownValue(cell)) })}</>
                  )}
                  {cell.formula && (
                    <>
                      {" "}
                      · <code>{cell.formula}</code>
                    </>
                  )}
                  {cell.gap && <> · {inLanguage(cell.gap)}</>}
                  {cell.partial && <> · {t("partial", cell.partial)}</>}
                </>
              )}
            </span>
          </>
        ) : (
          <span>{t("cell_none")}</span>
        )}
      </div>
      {cell && (
        <Button variant="default" size="compact-sm" onClick={() => props.onOpen(cell.cell)}>
          {cell.indicator ? t("explain") : t("comment")}
        </Button>
      )}
      {detail.report.allowed.includes("fill") && (
        <>
          {cell && <NextEmpty empty={props.empty} chosen={cell.cell} />}
          <SaveSign filling={filling} />
        </>
      )}
    </aside>
  );
}
