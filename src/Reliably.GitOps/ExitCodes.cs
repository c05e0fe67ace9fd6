namespace Reliably.GitOps;

/// <summary>Exit codes that every verb shares (PRODUCT: Command line); 64 and 70 are those of BSD's sysexits.</summary>
public static class ExitCodes
{
    public const int Ok = 0;
    public const int Problems = 1;
    public const int WrongUsage = 64;
    public const int CannotRun = 70;
}
