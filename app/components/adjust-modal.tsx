import { useFetcher } from "@remix-run/react";
import { Banner, FormLayout, Modal, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { showToast } from "./toast.ts";
import { useWords, type Words } from "./words.tsx";

/** What the member's action answers, as far as this window words it. */
export type AdjustAnswer =
  | { outcome: "adjusted" | "repeated"; points: number }
  | { outcome: "not_enough_points"; available: number }
  | { outcome: "refused"; fields: ("points" | "reason")[] }
  | { outcome: "conflict" | "unknown_member" | "not_ready" };

interface AdjustModalProps {
  name: string;
  /** Made for this form once: pressed twice, or sent twice by the network, it books once. */
  bookingKey: string;
  onClose(): void;
}

/** Gives or takes points by hand, with a reason. Mounted while it is open; closes itself once the points are booked. */
export function AdjustModal({ name, bookingKey, onClose }: AdjustModalProps) {
  const words = useWords();
  const { t, format } = words;
  const fetcher = useFetcher<AdjustAnswer>();
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const isBooked = answer?.outcome === "adjusted" || answer?.outcome === "repeated";
  const booked = isBooked ? answer.points : null;
  const fields = answer?.outcome === "refused" ? answer.fields : [];

  useEffect(() => {
    if (booked === null) return;
    showToast(t("members.adjust.done", { points: format.signed(booked) }));
    onClose();
  }, [booked, t, format, onClose]);

  const send = () => fetcher.submit({ points, reason, key: bookingKey }, { method: "post" });
  return (
    <Modal
      open
      onClose={onClose}
      title={t("members.adjust.title", { name })}
      primaryAction={{ content: t("members.adjust.action"), onAction: send, loading: fetcher.state !== "idle" }}
      secondaryActions={[{ content: t("action.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <FormLayout>
          {answer && !isBooked ? <Refused answer={answer} words={words} /> : null}
          <TextField
            label={t("members.adjust.points")}
            helpText={t("members.adjust.pointsHelp")}
            value={points}
            onChange={setPoints}
            error={fields.includes("points") ? t("members.adjust.pointsError") : undefined}
            autoComplete="off"
          />
          <TextField
            label={t("members.adjust.reason")}
            helpText={t("members.adjust.reasonHelp")}
            value={reason}
            onChange={setReason}
            error={fields.includes("reason") ? t("members.adjust.reasonError") : undefined}
            maxLength={200}
            autoComplete="off"
          />
        </FormLayout>
      </Modal.Section>
    </Modal>
  );
}

function Refused({ answer, words: { t, format } }: { answer: AdjustAnswer; words: Words }) {
  if (answer.outcome === "refused" && answer.fields.length > 0) return null;
  const sentence =
    answer.outcome === "not_enough_points"
      ? t("members.adjust.notEnough", { available: format.number(answer.available) })
      : answer.outcome === "unknown_member"
        ? t("members.adjust.gone")
        : answer.outcome === "conflict"
          ? t("members.adjust.twice")
          : t("failure.actionFailed");
  return <Banner tone="critical">{sentence}</Banner>;
}
