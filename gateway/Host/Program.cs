using TechTransfer.Gateway.Demo;
using TechTransfer.Gateway.Host;
using TechTransfer.Gateway.Session;
using TechTransfer.Gateway.Web;
using TechTransfer.Hosting;

return await ServiceHost.RunAsync(args, new ProxyModule(), new SessionModule(), new WebModule(), new DemoProvinceModule());
