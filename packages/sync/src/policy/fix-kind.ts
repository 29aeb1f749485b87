/** The ids of all fixes; see `FIXES`. Stable: the doctor's `--fix`, the API and the web use the same ones. */
export type FixKind =
  // settings
  | 'sign_in_again'
  | 'turn_sync_on'
  | 'resume'
  | 'include_folder'
  | 'clear_start_date'
  | 'give_full_access'
  // connection
  | 'connect_network'
  | 'connect_wifi'
  | 'open_browser_sign_in'
  | 'check_server'
  | 'check_proxy'
  | 'renew_certificate'
  | 'set_clock'
  | 'reset_connections'
  | 'allow_mobile_data'
  | 'allow_unlimited_updates'
  | 'allow_mobile_once'
  | 'sync_now'
  | 'ignore_low_data'
  // cloud storage
  | 'change_plan'
  | 'free_up_cloud_space'
  | 'free_up_server_disk'
  // device storage
  | 'optimise_on'
  | 'raise_budget'
  | 'free_up_device_space'
  | 'fetch_original'
  | 'find_original'
  // stuck
  | 'start_sync'
  | 'restart_sync'
  | 'retry'
  // outdated
  | 'update_client'
  | 'update_server'
  // power
  | 'connect_power'
  | 'power_always'
  | 'lower_battery_floor'
  | 'let_it_cool'
  | 'clear_schedule'
  // one photo
  | 'mend_file'
  | 'bring_folder_back'
  | 'split_video'
  | 'answer_held_restore'
  | 'answer_held_delete'
  | 'restore_photo'
  | 'review_conflict'
