// Ways of reading that were saved, for the next sheet of the same make.
import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useTexts } from "@/i18n";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./imports.module.css";
import { mappingsQuery, type Sheet } from "./queries";
import { applied, type Reading } from "./reading";
import { importTexts } from "./texts";

interface Props {
  reading: Reading;
  sheet: Sheet | undefined;
  change: (part: Partial<Reading>) => void;
}

export function SavedMappings({ reading, sheet, change }: Props) {
  const t = useTexts(importTexts);
  const queryClient = useQueryClient();
  const saved = useQuery(mappingsQuery);
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const again = () => queryClient.invalidateQueries({ queryKey: mappingsQuery.queryKey });
  const save = useMutation({
    mutationFn: () =>
      ok(api.POST("/api/v1/import-mappings", { body: { name: name.trim(), mapping: reading.mapping } })),
    onSuccess: async (kept) => {
      notify(t("save_done", { name: kept.name }));
      setName("");
      await again();
      setChosen(kept.id);
    },
  });
  const drop = useMutation({
    mutationFn: (id: string) => ok(api.DELETE("/api/v1/import-mappings/{id}", { params: { path: { id } } })),
    onSuccess: async () => {
      setChosen("");
      await again();
    },
  });
  const rows = saved.data ?? [];
  const picked = rows.find((row) => row.id === chosen);
  return (
    <details className={classes.saved}>
      <summary>
        {t("saved")}
        {rows.length > 0 && ` (${rows.length})`}
      </summary>
      <div className={classes.savedParts}>
        {rows.length > 0 && (
          <div className={classes.savedPart}>
            <NativeSelect
              label={t("saved_pick")}
              value={chosen}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={[{ value: "", label: "–" }, ...rows.map((row) => ({ value: row.id, label: row.name }))]}
            />
            <Button
              variant="default"
              disabled={!picked}
              onClick={() => {
                if (!picked) return;
                change({ mapping: applied(reading.mapping, picked.mapping, sheet) });
                notify(t("saved_applied", { name: picked.name }));
              }}
            >
              {t("saved_apply")}
            </Button>
            <ActionIcon
              size="lg"
              variant="default"
              disabled={!picked}
              loading={drop.isPending}
              aria-label={t("saved_delete")}
              title={t("saved_delete")}
              onClick={() => picked && drop.mutate(picked.id)}
            >
              <IconTrash size={17} aria-hidden />
            </ActionIcon>
          </div>
        )}
        <form
          className={classes.savedPart}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) save.mutate();
          }}
        >
          <TextInput
            label={t("save_name")}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={asProblem(save.error)?.at("/name")}
          />
          <Button type="submit" variant="default" disabled={!name.trim()} loading={save.isPending}>
            {t("save")}
          </Button>
        </form>
        {rows.some((row) => row.name === name.trim()) && <div>{t("save_replaces")}</div>}
      </div>
      <ProblemAlert error={saved.error ?? save.error ?? drop.error} shown={["/name"]} />
    </details>
  );
}
