// Photos and files of a visit: taken with the phone's camera or chosen, checked before they are sent, and kept in a
// queue while the network is away.
import { Alert, Button, Checkbox, Group, Image, Loader, Modal, Progress, Text } from "@mantine/core";
import { IconCamera, IconFile, IconPaperclip, IconPhoto, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { download, send } from "@/api/client";
import { asProblem } from "@/api/problem";
import { upload } from "@/api/upload";
import { i18n, useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoment, formatNumber } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { passing } from "./outbox";
import { type Fault, FILES, faultOf, PHOTOS } from "./photo";
import { filesQuery, removeFile, type Visit, type VisitFile, visitsChanged } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

const MB = 1024 * 1024;

/** A file on its way. */
interface Sending {
  key: number;
  file: File;
  keep: boolean;
  state: "waiting" | "sending" | "offline" | "refused";
  error?: unknown;
}

/** Files go out one at a time; what didn't arrive for want of a network goes when there is one. */
function useUploads(visit: Visit, said: (file: File) => void) {
  const client = useQueryClient();
  const [queue, setQueue] = useState<readonly Sending[]>([]);
  const [share, setShare] = useState(0);
  const now = useRef(queue);
  const next = useRef(1);
  const busy = useRef(false);
  const told = useRef(said);
  told.current = said;
  const set = (changed: readonly Sending[]) => {
    now.current = changed;
    setQueue(changed);
  };
  const patch = (key: number, changed: Partial<Sending>) =>
    set(now.current.map((one) => (one.key === key ? { ...one, ...changed } : one)));
  const remove = (key: number) => set(now.current.filter((one) => one.key !== key));

  const run = async () => {
    if (busy.current) return;
    busy.current = true;
    for (;;) {
      const one = now.current.find((candidate) => candidate.state === "waiting");
      if (!one) break;
      patch(one.key, { state: "sending", error: undefined });
      setShare(0);
      const name = encodeURIComponent(one.file.name.slice(-500));
      const keep = one.keep ? "&keep_position=true" : "";
      const path = `/api/v1/visits/${visit.id}/files?filename=${name}${keep}`;
      try {
        await upload(path, one.file, setShare, i18n.t("visits:upload_broken"));
        remove(one.key);
        told.current(one.file);
        void client.invalidateQueries({ queryKey: filesQuery(visit.id).queryKey });
      } catch (error) {
        patch(one.key, { state: passing(asProblem(error)?.status) ? "offline" : "refused", error });
      }
    }
    busy.current = false;
  };
  const start = useRef(run);
  start.current = run;

  const again = (key?: number) => {
    set(
      now.current.map((one) =>
        (key === undefined ? one.state === "offline" : one.key === key) ? { ...one, state: "waiting" } : one,
      ),
    );
    void start.current();
  };
  const retry = useRef(again);
  retry.current = again;
  useEffect(() => {
    const online = () => retry.current();
    const ask = (event: BeforeUnloadEvent) => {
      if (now.current.some((one) => one.state !== "refused")) event.preventDefault();
    };
    addEventListener("online", online);
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("online", online);
      removeEventListener("beforeunload", ask);
    };
  }, []);

  return {
    queue,
    share,
    add: (files: readonly File[], keep: boolean) => {
      set([
        ...now.current,
        ...files.map((file): Sending => ({ key: next.current++, file, keep, state: "waiting" })),
      ]);
      void run();
    },
    again,
    remove,
  };
}

export function FilesTab({ visit }: { visit: Visit }) {
  const t = useTexts(visitTexts);
  const files = useQuery(filesQuery(visit.id));
  const [keep, setKeep] = useState(false);
  const [faults, setFaults] = useState<readonly { name: string; fault: Fault }[]>([]);
  const camera = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const uploads = useUploads(visit, (file) => notify(t("file_added", { name: file.name })));
  const open = visit.allowed.includes("attach");

  const take = async (event: ChangeEvent<HTMLInputElement>, photo: boolean) => {
    const input = event.currentTarget;
    const chosen = [...(input.files ?? [])];
    const judged = await Promise.all(
      chosen.map(async (file) => ({
        file,
        fault: await faultOf(file, photo || file.type.startsWith("image/")),
      })),
    );
    // The same file again is a choice too.
    input.value = "";
    setFaults(judged.flatMap(({ file, fault }) => (fault ? [{ name: file.name, fault }] : [])));
    const good = judged.flatMap(({ file, fault }) => (fault ? [] : [file]));
    if (good.length > 0) uploads.add(good, keep);
  };

  return (
    <section className={classes.files} aria-label={t("part_files")}>
      {open && (
        <div className={classes.takers}>
          <input
            ref={camera}
            type="file"
            accept={PHOTOS}
            capture="environment"
            hidden
            aria-label={t("photo_take")}
            onChange={(event) => void take(event, true)}
          />
          <input
            ref={chooser}
            type="file"
            accept={FILES}
            multiple
            hidden
            aria-label={t("file_choose")}
            onChange={(event) => void take(event, false)}
          />
          <Button
            size="md"
            leftSection={<IconCamera size={20} aria-hidden />}
            onClick={() => camera.current?.click()}
          >
            {t("photo_take")}
          </Button>
          <Button
            size="md"
            variant="default"
            leftSection={<IconPaperclip size={20} aria-hidden />}
            onClick={() => chooser.current?.click()}
          >
            {t("file_choose")}
          </Button>
          <Checkbox
            label={t("keep_position")}
            description={t("keep_position_hint")}
            checked={keep}
            onChange={(event) => setKeep(event.currentTarget.checked)}
          />
          <Text size="xs" c="dimmed">
            {t("files_hint")}
          </Text>
        </div>
      )}
      {faults.map(({ name, fault }) => (
        <Alert key={name} color="red" role="alert" title={t("file_refused", { name })}>
          {t(`fault_${fault}`)}
        </Alert>
      ))}
      {uploads.queue.length > 0 && (
        <ul className={classes.sending}>
          {uploads.queue.map((one) => (
            <li key={one.key} aria-live="polite">
              <Text size="sm">{t(`sending_${one.state}`, { name: one.file.name })}</Text>
              {one.state === "sending" && (
                <Progress
                  value={uploads.share * 100}
                  striped={uploads.share >= 1}
                  animated={uploads.share >= 1}
                  aria-label={one.file.name}
                />
              )}
              {one.state === "refused" && <ProblemAlert error={one.error} />}
              {(one.state === "offline" || one.state === "refused") && (
                <Group gap="xs" mt={4}>
                  {one.state === "offline" && (
                    <Button size="compact-sm" variant="default" onClick={() => uploads.again(one.key)}>
                      {t("send_again")}
                    </Button>
                  )}
                  <Button size="compact-sm" variant="default" onClick={() => uploads.remove(one.key)}>
                    {t("file_forget")}
                  </Button>
                </Group>
              )}
            </li>
          ))}
        </ul>
      )}
      <ProblemAlert error={files.error} />
      {files.data?.length === 0 && uploads.queue.length === 0 && (
        <EmptyState title={t("files_none")} text={open ? t("files_none_text") : undefined} />
      )}
      <ul className={classes.photos}>
        {files.data?.map((file) => (
          <li key={file.id}>
            <Kept visit={visit} file={file} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RemoveDialog({ visit, file, onClose }: { visit: Visit; file: VisitFile; onClose: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeFile(visit, file.id),
    onSuccess: async () => {
      notify(t("file_removed"));
      await client.invalidateQueries({ queryKey: filesQuery(visit.id).queryKey });
      onClose();
    },
    // Somebody changed the visit or was faster: pressed again, it is about what there is now.
    onError: () => visitsChanged(client),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("file_sure", { name: file.name })}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" mb="md">
        {t("file_sure_text")}
      </Text>
      <ProblemAlert error={remove.error} />
      <Group gap="xs" mt="sm">
        <Button color="var(--mantine-color-error)" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("file_remove")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {common("cancel")}
        </Button>
      </Group>
    </Modal>
  );
}

function Kept({ visit, file }: { visit: Visit; file: VisitFile }) {
  const t = useTexts(visitTexts);
  const path = `/api/v1/visits/${visit.id}/files/${file.id}`;
  const save = useMutation({ mutationFn: () => download(path, "*/*", file.name) });
  const [doomed, setDoomed] = useState(false);
  const photo = file.media_type.startsWith("image/");
  return (
    <figure className={classes.photo}>
      <button
        type="button"
        aria-label={t("file_download", { name: file.name })}
        onClick={() => save.mutate()}
        disabled={save.isPending}
      >
        {photo ? <Thumb path={path} name={file.name} /> : <IconFile size={40} stroke={1.2} aria-hidden />}
      </button>
      <figcaption>
        <b>{file.name}</b>
        <span className={classes.small}>
          {file.size >= MB
            ? t("size_mb", { size: formatNumber(file.size / MB, 1) })
            : t("size_kb", { size: formatNumber(Math.max(1, file.size / 1024)) })}
          {" · "}
          {file.added.full_name}, {formatMoment(file.added.at)}
        </span>
        {file.position && (
          <span className={classes.small}>
            {t("taken_where", {
              lat: formatNumber(file.position.lat, 5),
              lon: formatNumber(file.position.lon, 5),
            })}
          </span>
        )}
        {visit.allowed.includes("attach") && (
          <Button
            mt={6}
            size="compact-sm"
            variant="default"
            leftSection={<IconTrash size={15} aria-hidden />}
            aria-label={t("file_remove_of", { name: file.name })}
            onClick={() => setDoomed(true)}
          >
            {t("file_remove")}
          </Button>
        )}
      </figcaption>
      {doomed && <RemoveDialog visit={visit} file={file} onClose={() => setDoomed(false)} />}
      <ProblemAlert error={save.error} />
    </figure>
  );
}

/** A photo, fetched as the signed-in user when it comes into sight. */
function Thumb({ path, name }: { path: string; name: string }) {
  const common = useCommon();
  const [source, setSource] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let address: string | null = null;
    const gone = new AbortController();
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      send(new Request(new URL(path, location.origin), { signal: gone.signal }))
        .then(async (answer) => {
          if (!answer.ok) throw new Error(String(answer.status));
          address = URL.createObjectURL(await answer.blob());
          if (!gone.signal.aborted) setSource(address);
        })
        .catch(() => !gone.signal.aborted && setFailed(true));
    });
    if (box.current) sight.observe(box.current);
    return () => {
      gone.abort();
      sight.disconnect();
      if (address) URL.revokeObjectURL(address);
    };
  }, [path]);
  if (failed) return <IconPhoto size={40} stroke={1.2} aria-hidden />;
  return (
    <span ref={box} className={classes.thumb}>
      {source ? (
        <Image src={source} alt={name} fit="cover" />
      ) : (
        <Loader size="sm" aria-label={common("loading")} />
      )}
    </span>
  );
}
