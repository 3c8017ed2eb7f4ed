namespace TechTransfer.Messaging;

/// <summary>
/// Epoch and version of an event as one number, the epoch first: a copy keeps it and compares it. Versions are counted by a store, and a store that was restored
/// counts from further back; its new epoch makes what it says from then on newer than whatever it said before.
/// </summary>
public static class Stamp
{
    private const int VersionBits = 32;

    /// <param name="epoch">0 for what was sent before stores had epochs.</param>
    /// <exception cref="OverflowException">An aggregate has changed more than four thousand million times.</exception>
    public static long Of(long epoch, long version) => epoch << VersionBits | checked((uint)version);

    public static long EpochOf(long stamp) => stamp >> VersionBits;

    /// <summary>0: the owner has no such aggregate, or only a third party told of it.</summary>
    public static long VersionOf(long stamp) => stamp & uint.MaxValue;
}
