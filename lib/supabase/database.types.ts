export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "analytics_annotations": {
                  Row: {
                    "annotation_id": string,"created_at": string,"date": string,"text": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "annotation_id"?: string,"created_at"?: string,"date": string,"text": string,"user_code": string
                  }
                  Update: {
                    "annotation_id"?: string,"created_at"?: string,"date"?: string,"text"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_annotations_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_api_keys": {
                  Row: {
                    "abilities": (string)[],"created_at": string,"created_by": string,"expires_at": string | null,"key_hash": string,"last_used_at": string | null,"name": string,"revoked_at": string | null,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "abilities": (string)[],"created_at": string,"created_by": string,"expires_at"?: string | null,"key_hash": string,"last_used_at"?: string | null,"name": string,"revoked_at"?: string | null,"user_code": string
                  }
                  Update: {
                    "abilities"?: (string)[],"created_at"?: string,"created_by"?: string,"expires_at"?: string | null,"key_hash"?: string,"last_used_at"?: string | null,"name"?: string,"revoked_at"?: string | null,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_api_keys_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_audit": {
                  Row: {
                    "about": NonNullable<Json>,"act_id": string,"action": string,"actor": string | null,"at": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "about": NonNullable<Json>,"act_id"?: string,"action": string,"actor"?: string | null,"at": string,"user_code": string
                  }
                  Update: {
                    "about"?: NonNullable<Json>,"act_id"?: string,"action"?: string,"actor"?: string | null,"at"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_audit_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_card_pictures": {
                  Row: {
                    "content": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "content": string,"user_code": string
                  }
                  Update: {
                    "content"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_card_pictures_user_code_fkey"
      columns: ["user_code"]
isOneToOne: true
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_cards": {
                  Row: {
                    "card": NonNullable<Json>,"changed_at": string,"picture_hash": string | null,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "card": NonNullable<Json>,"changed_at": string,"picture_hash"?: string | null,"user_code": string
                  }
                  Update: {
                    "card"?: NonNullable<Json>,"changed_at"?: string,"picture_hash"?: string | null,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_cards_user_code_fkey"
      columns: ["user_code"]
isOneToOne: true
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_clicks": {
                  Row: {
                    "at": string,"date": string,"event_id": string,"group_code": string,"outcome": string | null,"page": string,"session_date": string,"session_id": string,"share_code": string,"site": string,"target": string,"user_code": string,"visitor_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "at": string,"date": string,"event_id": string,"group_code"?: string,"outcome"?: string | null,"page": string,"session_date": string,"session_id": string,"share_code"?: string,"site"?: string,"target": string,"user_code": string,"visitor_id": number
                  }
                  Update: {
                    "at"?: string,"date"?: string,"event_id"?: string,"group_code"?: string,"outcome"?: string | null,"page"?: string,"session_date"?: string,"session_id"?: string,"share_code"?: string,"site"?: string,"target"?: string,"user_code"?: string,"visitor_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_clicks_default": {
                  Row: {
                    "at": string,"date": string,"event_id": string,"group_code": string,"outcome": string | null,"page": string,"session_date": string,"session_id": string,"share_code": string,"site": string,"target": string,"user_code": string,"visitor_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "at": string,"date": string,"event_id": string,"group_code"?: string,"outcome"?: string | null,"page": string,"session_date": string,"session_id": string,"share_code"?: string,"site"?: string,"target": string,"user_code": string,"visitor_id": number
                  }
                  Update: {
                    "at"?: string,"date"?: string,"event_id"?: string,"group_code"?: string,"outcome"?: string | null,"page"?: string,"session_date"?: string,"session_id"?: string,"share_code"?: string,"site"?: string,"target"?: string,"user_code"?: string,"visitor_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_breakdowns": {
                  Row: {
                    "breakdown": (unknown)[],"date": string,"scope": string,"scope_code": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "breakdown": (unknown)[],"date": string,"scope": string,"scope_code": string,"user_code": string
                  }
                  Update: {
                    "breakdown"?: (unknown)[],"date"?: string,"scope"?: string,"scope_code"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_click_targets": {
                  Row: {
                    "clicks": number,"date": string,"opened": number,"sessions": number,"stayed": number,"target": string,"user_code": string,"visitors": number
                  }
                  ComputedFields: never
                  Insert: {
                    "clicks": number,"date": string,"opened": number,"sessions": number,"stayed": number,"target": string,"user_code": string,"visitors": number
                  }
                  Update: {
                    "clicks"?: number,"date"?: string,"opened"?: number,"sessions"?: number,"stayed"?: number,"target"?: string,"user_code"?: string,"visitors"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_contact_stats": {
                  Row: {
                    "bounces": number,"by_group": Json | null,"clicks": number,"contacting_sessions": number,"date": string,"duration_seconds": number,"group_code": string | null,"page_views": number,"sessions": number,"share_code": string,"user_code": string,"visitors": number
                  }
                  ComputedFields: never
                  Insert: {
                    "bounces": number,"by_group"?: Json | null,"clicks": number,"contacting_sessions": number,"date": string,"duration_seconds": number,"group_code"?: string | null,"page_views": number,"sessions": number,"share_code": string,"user_code": string,"visitors": number
                  }
                  Update: {
                    "bounces"?: number,"by_group"?: Json | null,"clicks"?: number,"contacting_sessions"?: number,"date"?: string,"duration_seconds"?: number,"group_code"?: string | null,"page_views"?: number,"sessions"?: number,"share_code"?: string,"user_code"?: string,"visitors"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_group_stats": {
                  Row: {
                    "bounces": number,"clicks": number,"contacting_sessions": number,"date": string,"duration_seconds": number,"group_code": string,"page_views": number,"sessions": number,"user_code": string,"visitors": number
                  }
                  ComputedFields: never
                  Insert: {
                    "bounces": number,"clicks": number,"contacting_sessions": number,"date": string,"duration_seconds": number,"group_code": string,"page_views": number,"sessions": number,"user_code": string,"visitors": number
                  }
                  Update: {
                    "bounces"?: number,"clicks"?: number,"contacting_sessions"?: number,"date"?: string,"duration_seconds"?: number,"group_code"?: string,"page_views"?: number,"sessions"?: number,"user_code"?: string,"visitors"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_ingest_stats": {
                  Row: {
                    "code": string,"date": string,"events": number,"kind": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "code"?: string,"date": string,"events": number,"kind": string,"user_code": string
                  }
                  Update: {
                    "code"?: string,"date"?: string,"events"?: number,"kind"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_page_stats": {
                  Row: {
                    "clicks": number,"date": string,"entries": number,"exits": number,"page": string,"page_views": number,"sessions": number,"user_code": string,"visitors": number
                  }
                  ComputedFields: never
                  Insert: {
                    "clicks": number,"date": string,"entries": number,"exits": number,"page": string,"page_views": number,"sessions": number,"user_code": string,"visitors": number
                  }
                  Update: {
                    "clicks"?: number,"date"?: string,"entries"?: number,"exits"?: number,"page"?: string,"page_views"?: number,"sessions"?: number,"user_code"?: string,"visitors"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_revisions": {
                  Row: {
                    "computed_at": string,"date": string,"former": Json | null,"present": Json | null,"reason": string,"revised_at": string,"revision_id": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "computed_at": string,"date": string,"former"?: Json | null,"present"?: Json | null,"reason": string,"revised_at"?: string,"revision_id"?: string,"user_code": string
                  }
                  Update: {
                    "computed_at"?: string,"date"?: string,"former"?: Json | null,"present"?: Json | null,"reason"?: string,"revised_at"?: string,"revision_id"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_daily_user_stats": {
                  Row: {
                    "bounces": number,"clicks": number,"contacting_sessions": number,"date": string,"duration_seconds": number,"page_views": number,"sessions": number,"user_code": string,"visitors": number
                  }
                  ComputedFields: never
                  Insert: {
                    "bounces": number,"clicks": number,"contacting_sessions": number,"date": string,"duration_seconds": number,"page_views": number,"sessions": number,"user_code": string,"visitors": number
                  }
                  Update: {
                    "bounces"?: number,"clicks"?: number,"contacting_sessions"?: number,"date"?: string,"duration_seconds"?: number,"page_views"?: number,"sessions"?: number,"user_code"?: string,"visitors"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_days": {
                  Row: {
                    "computed_at": string | null,"date": string,"is_emptied": boolean,"purge_failed_at": string | null,"purge_failed_code": string | null,"purged_at": string | null,"raw_events": number,"set_aside_at": string | null,"set_aside_code": string | null,"user_code": string,"visit_events": number
                  }
                  ComputedFields: never
                  Insert: {
                    "computed_at"?: string | null,"date": string,"is_emptied"?: boolean,"purge_failed_at"?: string | null,"purge_failed_code"?: string | null,"purged_at"?: string | null,"raw_events"?: number,"set_aside_at"?: string | null,"set_aside_code"?: string | null,"user_code": string,"visit_events"?: number
                  }
                  Update: {
                    "computed_at"?: string | null,"date"?: string,"is_emptied"?: boolean,"purge_failed_at"?: string | null,"purge_failed_code"?: string | null,"purged_at"?: string | null,"raw_events"?: number,"set_aside_at"?: string | null,"set_aside_code"?: string | null,"user_code"?: string,"visit_events"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_deletions": {
                  Row: {
                    "name": string,"removed": number,"requested_at": string,"requested_by": string,"rows": number,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "name": string,"removed"?: number,"requested_at"?: string,"requested_by": string,"rows": number,"user_code": string
                  }
                  Update: {
                    "name"?: string,"removed"?: number,"requested_at"?: string,"requested_by"?: string,"rows"?: number,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_dirty_days": {
                  Row: {
                    "click_ids": (string)[],"date": string,"flush_id": string,"marked_at": string,"user_code": string,"view_ids": (string)[],"visitor_ids": (number)[]
                  }
                  ComputedFields: never
                  Insert: {
                    "click_ids"?: (string)[],"date": string,"flush_id": string,"marked_at"?: string,"user_code": string,"view_ids"?: (string)[],"visitor_ids"?: (number)[]
                  }
                  Update: {
                    "click_ids"?: (string)[],"date"?: string,"flush_id"?: string,"marked_at"?: string,"user_code"?: string,"view_ids"?: (string)[],"visitor_ids"?: (number)[]
                  }
                  Relationships: [
                    
                  ]
                },"analytics_erasures": {
                  Row: {
                    "asked_at": string,"done_at": string | null,"erasure_id": string,"events": number,"first_date": string | null,"kind": string,"last_date": string | null,"next_date": string | null,"sessions": number,"share_code": string | null,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "asked_at": string,"done_at"?: string | null,"erasure_id": string,"events"?: number,"first_date"?: string | null,"kind": string,"last_date"?: string | null,"next_date"?: string | null,"sessions"?: number,"share_code"?: string | null,"user_code": string
                  }
                  Update: {
                    "asked_at"?: string,"done_at"?: string | null,"erasure_id"?: string,"events"?: number,"first_date"?: string | null,"kind"?: string,"last_date"?: string | null,"next_date"?: string | null,"sessions"?: number,"share_code"?: string | null,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_erasures_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_events": {
                  Row: {
                    "created_at": string,"event_data": NonNullable<Json>,"event_type": string,"id": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"event_data"?: NonNullable<Json>,"event_type": string,"id"?: string,"user_code": string
                  }
                  Update: {
                    "created_at"?: string,"event_data"?: NonNullable<Json>,"event_type"?: string,"id"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_groups": {
                  Row: {
                    "archived_at": string | null,"created_at": string,"group_code": string,"name": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "archived_at"?: string | null,"created_at"?: string,"group_code": string,"name": string,"user_code": string
                  }
                  Update: {
                    "archived_at"?: string | null,"created_at"?: string,"group_code"?: string,"name"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_groups_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_ingest_log": {
                  Row: {
                    "code": string,"date": string,"events": number,"flush_id": string,"kind": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "code"?: string,"date": string,"events": number,"flush_id": string,"kind": string,"user_code": string
                  }
                  Update: {
                    "code"?: string,"date"?: string,"events"?: number,"flush_id"?: string,"kind"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_ingest_outages": {
                  Row: {
                    "began_at": string,"ended_at": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "began_at": string,"ended_at": string,"user_code": string
                  }
                  Update: {
                    "began_at"?: string,"ended_at"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_ingest_outages_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_invitations": {
                  Row: {
                    "created_at": string,"email": string | null,"expires_at": string,"invited_by": string | null,"role": string,"seen_groups": (string)[] | null,"seen_shares": (string)[] | null,"token_hash": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"email"?: string | null,"expires_at": string,"invited_by"?: string | null,"role": string,"seen_groups"?: (string)[] | null,"seen_shares"?: (string)[] | null,"token_hash": string,"user_code": string
                  }
                  Update: {
                    "created_at"?: string,"email"?: string | null,"expires_at"?: string,"invited_by"?: string | null,"role"?: string,"seen_groups"?: (string)[] | null,"seen_shares"?: (string)[] | null,"token_hash"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_invitations_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_legacy_archives": {
                  Row: {
                    "archived_at": string,"name": string,"rights": (string)[],"rows": number
                  }
                  ComputedFields: never
                  Insert: {
                    "archived_at"?: string,"name": string,"rights": (string)[],"rows": number
                  }
                  Update: {
                    "archived_at"?: string,"name"?: string,"rights"?: (string)[],"rows"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_legacy_comparisons": {
                  Row: {
                    "compared_at": string,"date": string,"metrics": NonNullable<Json>,"unexplained": number,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "compared_at"?: string,"date": string,"metrics": NonNullable<Json>,"unexplained": number,"user_code": string
                  }
                  Update: {
                    "compared_at"?: string,"date"?: string,"metrics"?: NonNullable<Json>,"unexplained"?: number,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_legacy_dual_write": {
                  Row: {
                    "code": string | null,"failed_at": string | null,"is_failing": boolean,"message": string | null,"missed": number,"name": string,"started_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "code"?: string | null,"failed_at"?: string | null,"is_failing"?: boolean,"message"?: string | null,"missed"?: number,"name": string,"started_at"?: string
                  }
                  Update: {
                    "code"?: string | null,"failed_at"?: string | null,"is_failing"?: boolean,"message"?: string | null,"missed"?: number,"name"?: string,"started_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_legacy_mapping": {
                  Row: {
                    "mapping": NonNullable<Json>,"name": string
                  }
                  ComputedFields: never
                  Insert: {
                    "mapping": NonNullable<Json>,"name": string
                  }
                  Update: {
                    "mapping"?: NonNullable<Json>,"name"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_legacy_rows": {
                  Row: {
                    "arrived_at": string | null,"at": string | null,"date": string | null,"event_id": string,"group_code": string,"legacy_id": string,"reason": string,"session_date": string | null,"session_id": string,"share_code": string,"user_code": string,"verdict": string,"visit": Json | null
                  }
                  ComputedFields: never
                  Insert: {
                    "arrived_at"?: string | null,"at"?: string | null,"date"?: string | null,"event_id": string,"group_code"?: string,"legacy_id": string,"reason"?: string,"session_date"?: string | null,"session_id": string,"share_code"?: string,"user_code": string,"verdict": string,"visit"?: Json | null
                  }
                  Update: {
                    "arrived_at"?: string | null,"at"?: string | null,"date"?: string | null,"event_id"?: string,"group_code"?: string,"legacy_id"?: string,"reason"?: string,"session_date"?: string | null,"session_id"?: string,"share_code"?: string,"user_code"?: string,"verdict"?: string,"visit"?: Json | null
                  }
                  Relationships: [
                    
                  ]
                },"analytics_link_opens": {
                  Row: {
                    "date": string,"last_at": string,"opens": number,"token_hash": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "date": string,"last_at": string,"opens": number,"token_hash": string,"user_code": string
                  }
                  Update: {
                    "date"?: string,"last_at"?: string,"opens"?: number,"token_hash"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_link_opens_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_links": {
                  Row: {
                    "created_at": string,"created_by": string | null,"expires_at": string | null,"frame_origins": (string)[],"from_date": string | null,"group_code": string | null,"label": string,"names": boolean,"password_hash": string | null,"revoked_at": string | null,"share_code": string | null,"to_date": string | null,"token_hash": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by"?: string | null,"expires_at"?: string | null,"frame_origins"?: (string)[],"from_date"?: string | null,"group_code"?: string | null,"label": string,"names": boolean,"password_hash"?: string | null,"revoked_at"?: string | null,"share_code"?: string | null,"to_date"?: string | null,"token_hash": string,"user_code": string
                  }
                  Update: {
                    "created_at"?: string,"created_by"?: string | null,"expires_at"?: string | null,"frame_origins"?: (string)[],"from_date"?: string | null,"group_code"?: string | null,"label"?: string,"names"?: boolean,"password_hash"?: string | null,"revoked_at"?: string | null,"share_code"?: string | null,"to_date"?: string | null,"token_hash"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_links_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_member_looks": {
                  Row: {
                    "seen_at": string,"since_at": string | null,"user_code": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "seen_at": string,"since_at"?: string | null,"user_code": string,"user_id": string
                  }
                  Update: {
                    "seen_at"?: string,"since_at"?: string | null,"user_code"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_member_looks_user_code_user_id_fkey"
      columns: ["user_code","user_id"]
isOneToOne: true
      referencedRelation: "analytics_members"
      referencedColumns: ["user_code","user_id"]
    }
                  ]
                },"analytics_members": {
                  Row: {
                    "created_at": string,"role": string,"seen_groups": (string)[] | null,"seen_shares": (string)[] | null,"user_code": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"role": string,"seen_groups"?: (string)[] | null,"seen_shares"?: (string)[] | null,"user_code": string,"user_id": string
                  }
                  Update: {
                    "created_at"?: string,"role"?: string,"seen_groups"?: (string)[] | null,"seen_shares"?: (string)[] | null,"user_code"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_members_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_operator_log": {
                  Row: {
                    "about": NonNullable<Json>,"act_id": string,"action": string,"at": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "about": NonNullable<Json>,"act_id"?: string,"action": string,"at": string,"user_code": string
                  }
                  Update: {
                    "about"?: NonNullable<Json>,"act_id"?: string,"action"?: string,"at"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_owner_time_zones": {
                  Row: {
                    "time_zone": string,"user_code": string,"valid_from": string,"valid_to": string
                  }
                  ComputedFields: never
                  Insert: {
                    "time_zone": string,"user_code": string,"valid_from": string,"valid_to"?: string
                  }
                  Update: {
                    "time_zone"?: string,"user_code"?: string,"valid_from"?: string,"valid_to"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_owner_time_zones_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_owners": {
                  Row: {
                    "allowed_origins": (string)[],"card_url": string | null,"created_at": string,"excluded_addresses": (string)[],"looked_at": string | null,"name": string,"retention_days": number | null,"time_zone": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "allowed_origins"?: (string)[],"card_url"?: string | null,"created_at"?: string,"excluded_addresses"?: (string)[],"looked_at"?: string | null,"name": string,"retention_days"?: number | null,"time_zone"?: string,"user_code": string
                  }
                  Update: {
                    "allowed_origins"?: (string)[],"card_url"?: string | null,"created_at"?: string,"excluded_addresses"?: (string)[],"looked_at"?: string | null,"name"?: string,"retention_days"?: number | null,"time_zone"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_page_views": {
                  Row: {
                    "at": string,"date": string,"event_id": string,"group_code": string,"page": string,"session_date": string,"session_id": string,"share_code": string,"user_code": string,"visitor_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "at": string,"date": string,"event_id": string,"group_code"?: string,"page": string,"session_date": string,"session_id": string,"share_code"?: string,"user_code": string,"visitor_id": number
                  }
                  Update: {
                    "at"?: string,"date"?: string,"event_id"?: string,"group_code"?: string,"page"?: string,"session_date"?: string,"session_id"?: string,"share_code"?: string,"user_code"?: string,"visitor_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_page_views_default": {
                  Row: {
                    "at": string,"date": string,"event_id": string,"group_code": string,"page": string,"session_date": string,"session_id": string,"share_code": string,"user_code": string,"visitor_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "at": string,"date": string,"event_id": string,"group_code"?: string,"page": string,"session_date": string,"session_id": string,"share_code"?: string,"user_code": string,"visitor_id": number
                  }
                  Update: {
                    "at"?: string,"date"?: string,"event_id"?: string,"group_code"?: string,"page"?: string,"session_date"?: string,"session_id"?: string,"share_code"?: string,"user_code"?: string,"visitor_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_segments": {
                  Row: {
                    "created_at": string,"filters": NonNullable<Json>,"name": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"filters": NonNullable<Json>,"name": string,"user_code": string
                  }
                  Update: {
                    "created_at"?: string,"filters"?: NonNullable<Json>,"name"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_segments_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    }
                  ]
                },"analytics_sessions": {
                  Row: {
                    "browser": string,"channel": string,"country": string,"date": string,"device": string,"group_code": string,"language": string,"os": string,"referrer": string,"session_id": string,"share_code": string,"started_at": string,"user_code": string,"utm_campaign": string,"utm_medium": string,"utm_source": string,"visitor_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "browser"?: string,"channel"?: string,"country"?: string,"date": string,"device"?: string,"group_code"?: string,"language"?: string,"os"?: string,"referrer"?: string,"session_id": string,"share_code"?: string,"started_at": string,"user_code": string,"utm_campaign"?: string,"utm_medium"?: string,"utm_source"?: string,"visitor_id": number
                  }
                  Update: {
                    "browser"?: string,"channel"?: string,"country"?: string,"date"?: string,"device"?: string,"group_code"?: string,"language"?: string,"os"?: string,"referrer"?: string,"session_id"?: string,"share_code"?: string,"started_at"?: string,"user_code"?: string,"utm_campaign"?: string,"utm_medium"?: string,"utm_source"?: string,"visitor_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_sessions_default": {
                  Row: {
                    "browser": string,"channel": string,"country": string,"date": string,"device": string,"group_code": string,"language": string,"os": string,"referrer": string,"session_id": string,"share_code": string,"started_at": string,"user_code": string,"utm_campaign": string,"utm_medium": string,"utm_source": string,"visitor_id": number
                  }
                  ComputedFields: never
                  Insert: {
                    "browser"?: string,"channel"?: string,"country"?: string,"date": string,"device"?: string,"group_code"?: string,"language"?: string,"os"?: string,"referrer"?: string,"session_id": string,"share_code"?: string,"started_at": string,"user_code": string,"utm_campaign"?: string,"utm_medium"?: string,"utm_source"?: string,"visitor_id": number
                  }
                  Update: {
                    "browser"?: string,"channel"?: string,"country"?: string,"date"?: string,"device"?: string,"group_code"?: string,"language"?: string,"os"?: string,"referrer"?: string,"session_id"?: string,"share_code"?: string,"started_at"?: string,"user_code"?: string,"utm_campaign"?: string,"utm_medium"?: string,"utm_source"?: string,"visitor_id"?: number
                  }
                  Relationships: [
                    
                  ]
                },"analytics_share_previews": {
                  Row: {
                    "at": string,"fetcher": string,"share_code": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "at": string,"fetcher": string,"share_code": string,"user_code": string
                  }
                  Update: {
                    "at"?: string,"fetcher"?: string,"share_code"?: string,"user_code"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_shares": {
                  Row: {
                    "archived_at": string | null,"contact": string,"created_at": string,"group_code": string | null,"share_code": string,"user_code": string
                  }
                  ComputedFields: never
                  Insert: {
                    "archived_at"?: string | null,"contact"?: string,"created_at"?: string,"group_code"?: string | null,"share_code": string,"user_code": string
                  }
                  Update: {
                    "archived_at"?: string | null,"contact"?: string,"created_at"?: string,"group_code"?: string | null,"share_code"?: string,"user_code"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "analytics_shares_user_code_fkey"
      columns: ["user_code"]
isOneToOne: false
      referencedRelation: "analytics_owners"
      referencedColumns: ["user_code"]
    },{
      foreignKeyName: "analytics_shares_user_code_group_code_fkey"
      columns: ["user_code","group_code"]
isOneToOne: false
      referencedRelation: "analytics_groups"
      referencedColumns: ["user_code","group_code"]
    }
                  ]
                },"analytics_verifications": {
                  Row: {
                    "date": string,"differences": NonNullable<Json>,"user_code": string,"verified_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "date": string,"differences": NonNullable<Json>,"user_code": string,"verified_at"?: string
                  }
                  Update: {
                    "date"?: string,"differences"?: NonNullable<Json>,"user_code"?: string,"verified_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"analytics_visitor_salts": {
                  Row: {
                    "date": string,"salt": string
                  }
                  ComputedFields: never
                  Insert: {
                    "date": string,"salt": string
                  }
                  Update: {
                    "date"?: string,"salt"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "analytics_daily_dimension_stats": {
                  Row: {
                    "clicks": number | null,"contacting_sessions": number | null,"date": string,"dimension": string | null,"page_views": number | null,"scope": string,"scope_code": string,"sessions": number | null,"user_code": string,"value": string | null,"visitors": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"analytics_daily_scope_pages": {
                  Row: {
                    "clicks": number | null,"date": string,"entries": number | null,"exits": number | null,"page": string | null,"page_views": number | null,"scope": string,"scope_code": string,"sessions": number | null,"user_code": string,"visitors": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"analytics_daily_scope_targets": {
                  Row: {
                    "clicks": number | null,"date": string,"opened": number | null,"scope": string,"scope_code": string,"sessions": number | null,"stayed": number | null,"target": string | null,"user_code": string,"visitors": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"analytics_health": {
                  Row: {
                    "default_partition_rows": number | null,"differing_days": number | null,"dirty_days": number | null,"dirty_for": string | null,"last_computed_at": string | null,"last_partition": string | null,"last_verified_at": string | null,"oldest_dirty_day": string | null,"overdue_days": number | null,"set_aside_days": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"analytics_summary": {
                  Row: {
                    "clicks": number | null,"days": number | null,"dirty_days": number | null,"first_date": string | null,"last_computed_at": string | null,"last_date": string | null,"page_views": number | null,"purged_days": number | null,"raw_events": number | null,"sessions": number | null,"user_code": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"analytics_table_sizes": {
                  Row: {
                    "bytes": number | null,"size": string | null,"tablename": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "aggregate_analytics_daily":
{ Args: { "p_budget"?: string,"p_date"?: string,"p_include_today"?: boolean }; Returns: Json
                           },
"analytics_accept_invitation":
{ Args: { "p_token": string,"p_user_code": string }; Returns: Json
                           },
"analytics_apply_retention":
{ Args: { "p_budget"?: string }; Returns: Json
                           },
"analytics_archive_group":
{ Args: { "p_archived": boolean,"p_group_code": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_archive_legacy_events":
{ Args: { "p_confirm"?: string }; Returns: Json
                           },
"analytics_archive_share":
{ Args: { "p_archived": boolean,"p_share_code": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_begin_deletion":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_begin_erasure":
{ Args: { "p_from"?: string,"p_share_code"?: string,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_caller":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_card_picture":
{ Args: { "p_hash": string,"p_user_code": string }; Returns: string
                           },
"analytics_change_member":
{ Args: { "p_groups"?: (string)[],"p_role": string,"p_shares"?: (string)[],"p_user_code": string,"p_user_id": string }; Returns: undefined
                           },
"analytics_change_share":
{ Args: { "p_contact": string,"p_group_code": string,"p_share_code": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_check_legacy_table":
{ Args: { "p_mapping": Json }; Returns: Json
                           },
"analytics_claim_owner":
{ Args: { "p_days"?: number,"p_email"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_clear_owner_exclusions":
{ Args: { "p_user_code": string }; Returns: undefined
                           },
"analytics_compare_legacy_metrics":
{ Args: { "p_from": string,"p_to": string,"p_with_undated"?: boolean }; Returns: Json
                           },
"analytics_contact":
{ Args: { "p_compare"?: string,"p_contact": string,"p_from"?: string,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_continue_deletion":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_continue_erasure":
{ Args: { "p_budget"?: string,"p_erasure_id": string,"p_user_code": string }; Returns: Json
                           },
"analytics_create_key":
{ Args: { "p_abilities": (string)[],"p_expires_at"?: string,"p_name": string,"p_user_code": string }; Returns: string
                           },
"analytics_create_link":
{ Args: { "p_contact"?: string,"p_expires_at"?: string,"p_frame_origins"?: (string)[],"p_from"?: string,"p_group"?: string,"p_label": string,"p_names"?: boolean,"p_password_hash"?: string,"p_to"?: string,"p_user_code": string }; Returns: string
                           },
"analytics_create_owner":
{ Args: { "p_name": string,"p_time_zone"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_create_share":
{ Args: { "p_contact"?: string,"p_group_code"?: string,"p_share_code": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_dashboard":
{ Args: { "p_compare"?: string,"p_contact"?: string,"p_filters"?: Json,"p_from"?: string,"p_group"?: string,"p_limit"?: number,"p_opens"?: boolean,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_dashboard_list":
{ Args: { "p_after"?: string,"p_compare": string,"p_contact": string,"p_filters"?: Json,"p_from": string,"p_group": string,"p_list": string,"p_rows"?: number,"p_to": string,"p_user_code": string }; Returns: Json
                           },
"analytics_delete_annotation":
{ Args: { "p_annotation_id": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_delete_owner":
{ Args: { "p_budget"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_delete_segment":
{ Args: { "p_name": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_demo_dashboard":
{ Args: { "p_compare"?: string,"p_contact"?: string,"p_filters"?: Json,"p_from"?: string,"p_group"?: string,"p_limit"?: number,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_dismiss_news":
{ Args: { "p_user_code": string }; Returns: undefined
                           },
"analytics_doctor":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_doctor_data":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_end_own_session":
{ Args: { "p_session_id": string }; Returns: undefined
                           },
"analytics_erase_visit":
{ Args: { "p_session_id": string,"p_user_code": string }; Returns: Json
                           },
"analytics_exclude_owner_address":
{ Args: { "p_excluded": boolean,"p_hash": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_find_card":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_find_link":
{ Args: { "p_token_hash": string,"p_user_code": string }; Returns: Json
                           },
"analytics_find_share":
{ Args: { "p_share_code": string,"p_user_code": string }; Returns: Json
                           },
"analytics_finish_deletions":
{ Args: { "p_budget"?: string }; Returns: Json
                           },
"analytics_finish_legacy_import":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"analytics_hand_over_owner":
{ Args: { "p_user_code": string,"p_user_id": string }; Returns: undefined
                           },
"analytics_import_legacy_events":
{ Args: { "p_create_owners"?: boolean,"p_from": string,"p_to": string }; Returns: Json
                           },
"analytics_import_legacy_step":
{ Args: { "p_create_owners"?: boolean,"p_from": string,"p_part"?: number,"p_parts"?: number,"p_to": string }; Returns: Json
                           },
"analytics_import_shares":
{ Args: { "p_groups": Json,"p_shares": Json,"p_user_code": string }; Returns: Json
                           },
"analytics_ingest_events":
{ Args: { "payload": Json }; Returns: Json
                           },
"analytics_ingest_events_with_legacy":
{ Args: { "payload": Json }; Returns: Json
                           },
"analytics_ingest_owner":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_invite_member":
{ Args: { "p_days"?: number,"p_email"?: string,"p_groups"?: (string)[],"p_role": string,"p_shares"?: (string)[],"p_user_code": string }; Returns: Json
                           },
"analytics_is_watched":
{ Args: { "p_user_codes": (string)[] }; Returns: boolean
                           },
"analytics_journeys":
{ Args: { "p_contact"?: string,"p_filters"?: Json,"p_from"?: string,"p_group"?: string,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_key_codes":
{ Args: { "p_after"?: string,"p_key_hash": string,"p_list": string,"p_rows"?: number,"p_user_code": string }; Returns: Json
                           },
"analytics_key_dashboard":
{ Args: { "p_compare"?: string,"p_contact"?: string,"p_filters"?: Json,"p_from"?: string,"p_group"?: string,"p_key_hash": string,"p_limit"?: number,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_key_journeys":
{ Args: { "p_contact"?: string,"p_filters"?: Json,"p_from"?: string,"p_group"?: string,"p_key_hash": string,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_key_list":
{ Args: { "p_after"?: string,"p_contact": string,"p_filters"?: Json,"p_from": string,"p_group": string,"p_key_hash": string,"p_list": string,"p_rows"?: number,"p_to": string,"p_user_code": string }; Returns: Json
                           },
"analytics_key_register_group":
{ Args: { "p_group_code": string,"p_key_hash": string,"p_name"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_key_register_share":
{ Args: { "p_contact"?: string,"p_group_code"?: string,"p_key_hash": string,"p_share_code": string,"p_user_code": string }; Returns: Json
                           },
"analytics_leave_all_owners":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_leave_owner":
{ Args: { "p_user_code": string }; Returns: undefined
                           },
"analytics_legacy_comparison":
{ Args: { "p_limit"?: number,"p_user_code": string }; Returns: Json
                           },
"analytics_legacy_import_report":
{ Args: { "p_examples"?: number }; Returns: Json
                           },
"analytics_link_dashboard":
{ Args: { "p_compare"?: string,"p_contact"?: string,"p_filters"?: Json,"p_from"?: string,"p_group"?: string,"p_limit"?: number,"p_to"?: string,"p_token_hash": string,"p_user_code": string }; Returns: Json
                           },
"analytics_live":
{ Args: { "p_contact"?: string,"p_group"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_member_cards":
{ Args: { "p_compare"?: string,"p_days": Json }; Returns: Json
                           },
"analytics_member_codes":
{ Args: Record<PropertyKey, never>; Returns: (string)[]
                           },
"analytics_member_owners":
{ Args: { "p_user_code"?: string }; Returns: Json
                           },
"analytics_member_role":
{ Args: { "p_user_code": string }; Returns: string
                           },
"analytics_note_export":
{ Args: { "p_format": string,"p_table": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_note_link_open":
{ Args: { "p_token_hash": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_note_outage":
{ Args: { "p_began_at": string,"p_ended_at": string,"p_user_codes": (string)[] }; Returns: undefined
                           },
"analytics_open_key":
{ Args: { "p_ability"?: string,"p_key_hash": string,"p_user_code": string }; Returns: Json
                           },
"analytics_operator_remove_member":
{ Args: { "p_user_code": string,"p_user_id": string }; Returns: undefined
                           },
"analytics_operator_set_retention":
{ Args: { "p_days": number,"p_user_code": string }; Returns: undefined
                           },
"analytics_own_account":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_owner_audit":
{ Args: { "p_after"?: Json,"p_rows"?: number,"p_user_code": string }; Returns: Json
                           },
"analytics_owner_card":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_owner_data":
{ Args: { "p_from"?: string,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_owner_export":
{ Args: { "p_after"?: Json,"p_contact"?: string,"p_from"?: string,"p_list": string,"p_rows"?: number,"p_to"?: string,"p_user_code": string }; Returns: Json
                           },
"analytics_owner_keys":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_owner_links":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_owner_people":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_owner_settings":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_owner_shares":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_owner_volume":
{ Args: { "p_user_code": string }; Returns: Json
                           },
"analytics_plan_legacy_import":
{ Args: { "p_from": string,"p_mapping"?: Json,"p_prepare"?: boolean,"p_rows"?: number,"p_to": string }; Returns: Json
                           },
"analytics_preview_legacy_import":
{ Args: { "p_from": string,"p_mapping": Json,"p_part"?: number,"p_parts"?: number,"p_to": string }; Returns: Json
                           },
"analytics_read_invitation":
{ Args: { "p_token": string,"p_user_code": string }; Returns: Json
                           },
"analytics_rebuild_owner_day":
{ Args: { "p_date": string,"p_user_code": string }; Returns: Json
                           },
"analytics_rebuild_set_aside":
{ Args: { "p_before"?: string,"p_budget"?: string }; Returns: Json
                           },
"analytics_record_share_preview":
{ Args: { "p_fetcher": string,"p_share_code": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_refresh_days":
{ Args: { "p_user_code": string }; Returns: number
                           },
"analytics_register_group":
{ Args: { "p_group_code": string,"p_name"?: string,"p_user_code": string }; Returns: string
                           },
"analytics_register_owner":
{ Args: { "p_member"?: string,"p_name"?: string,"p_time_zone"?: string,"p_user_code": string }; Returns: string
                           },
"analytics_register_share":
{ Args: { "p_contact"?: string,"p_group_code"?: string,"p_share_code": string,"p_user_code": string }; Returns: string
                           },
"analytics_remove_member":
{ Args: { "p_user_code": string,"p_user_id": string }; Returns: undefined
                           },
"analytics_restore_legacy_events":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_revoke_key":
{ Args: { "p_key_hash": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_revoke_link":
{ Args: { "p_token_hash": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_save_annotation":
{ Args: { "p_annotation_id": string,"p_date": string,"p_text": string,"p_user_code": string }; Returns: string
                           },
"analytics_save_card":
{ Args: { "p_card": Json,"p_name": string,"p_picture"?: string,"p_user_code": string }; Returns: undefined
                           },
"analytics_save_group":
{ Args: { "p_group_code": string,"p_name": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_save_segment":
{ Args: { "p_filters": Json,"p_name": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_set_legacy_mapping":
{ Args: { "p_mapping": Json }; Returns: undefined
                           },
"analytics_set_owner_allowed_origins":
{ Args: { "p_origins": (string)[],"p_user_code": string }; Returns: undefined
                           },
"analytics_set_owner_card":
{ Args: { "p_card_url": string,"p_name": string,"p_user_code": string }; Returns: undefined
                           },
"analytics_set_owner_retention":
{ Args: { "p_days": number,"p_user_code": string }; Returns: undefined
                           },
"analytics_set_owner_time_zone":
{ Args: { "p_time_zone": string,"p_user_code": string }; Returns: Json
                           },
"analytics_start_dual_write":
{ Args: { "p_mapping": Json }; Returns: Json
                           },
"analytics_unclaimed_owners":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"analytics_undo_legacy_import":
{ Args: { "p_budget"?: string }; Returns: Json
                           },
"analytics_verify":
{ Args: { "p_from": string,"p_to": string,"p_user_code"?: string }; Returns: Json
                           },
"analytics_verify_sample":
{ Args: { "p_days"?: number }; Returns: Json
                           },
"analytics_visit_receipt":
{ Args: { "p_session_id": string,"p_user_code": string }; Returns: Json
                           },
"analytics_visitor_salt":
{ Args: { "p_date": string }; Returns: string
                           },
"analytics_withdraw_invitation":
{ Args: { "p_token_hash": string,"p_user_code": string }; Returns: undefined
                           },
"backfill_aggregates":
{ Args: { "p_from": string,"p_to": string }; Returns: Json
                           },
"cleanup_old_raw_events":
{ Args: { "p_budget"?: string,"p_days": number,"p_user_code"?: string }; Returns: Json
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            
          }
        }
} as const
