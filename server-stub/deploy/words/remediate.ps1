# Dolphin: sets the school's Dolphin policy on this computer (Intune remediations, remediation script).
# Run as SYSTEM in 64-bit PowerShell. It writes keys of Dolphin's own and leaves every other extension's policy alone.
# Not yet run on a Windows computer by the makers of Dolphin.
$ErrorActionPreference = 'Stop'
$rows = @'
{rows}
'@ | ConvertFrom-Json

foreach ($row in $rows) {
  $path = $row.key -replace '^HKLM:\\', ''
  $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey($path)
  try {
    $kind = [Enum]::Parse([Microsoft.Win32.RegistryValueKind], $row.type)
    $key.SetValue($row.name, $row.data, $kind)
  } finally {
    $key.Dispose()
  }
}
Write-Output 'Dolphin has been set.'
exit 0
