import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** A customer with the tags that they are to carry by the segments that they are in, and those that they carry because of segments. */
export interface SegmentTagged {
  customerGid: string;
  segments: string[];
  tags: string[];
}

export async function segmentTagged(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<Map<string, SegmentTagged>> {
  const { rows } = await database.query<SegmentTagged & { id: string }>({
    name: "segment-tags.of",
    text: `select member.id, customer_gid as "customerGid", coalesce(member_score.segments, '{}') as segments, coalesce(segment_tag.tags, '{}') as tags
           from member left join member_score on member_score.shop_id = member.shop_id and member_score.member_id = member.id
             left join segment_tag on segment_tag.shop_id = member.shop_id and segment_tag.member_id = member.id
           where member.shop_id = $1 and member.id = any($2::bigint[]) and status = 'member' and customer_gid is not null`,
    values: [shopId, members],
  });
  return new Map(rows.map(({ id, ...member }) => [id, member]));
}

export async function storeSegmentTags(
  database: Queryable,
  shopId: number,
  member: string,
  tags: readonly string[],
): Promise<void> {
  await database.query(
    `insert into segment_tag (shop_id, member_id, tags) values ($1, $2, $3)
     on conflict (shop_id, member_id) do update set tags = excluded.tags`,
    [shopId, member, tags],
  );
}

/** Members of these segments, and whoever carries a tag because of one. */
export async function membersToTag(
  database: Queryable,
  shopId: number,
  segments: readonly string[],
): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select member_id as id from segment_member where shop_id = $1 and code = any($2::text[])
     union select member_id from segment_tag where shop_id = $1 and tags <> '{}'`,
    [shopId, segments],
  );
  return rows.map(({ id }) => id);
}

/** The customer of a member who is merged away or forgotten is gone with their tags. */
export async function dropSegmentTags(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query("delete from segment_tag where shop_id = $1 and member_id = any($2::bigint[])", [
    shopId,
    members,
  ]);
}
