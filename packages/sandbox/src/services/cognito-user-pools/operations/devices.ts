import { adminOperation, publicOperation } from '../api/operation.js';
import {
  AdminDeviceRequest,
  AdminListDevicesRequest,
  AdminUpdateDeviceStatusRequest,
  DeviceRequest,
  ListDevicesRequest,
  UpdateDeviceStatusRequest,
} from '../api/requests.js';
import type { Engine } from '../engine.js';
import { resourceNotFound } from '../errors.js';
import { requireTokenHolder } from '../tokens/access-token.js';
import { requireUser } from '../users/usernames.js';

/**
 * The device operations, for users without devices.
 *
 * Devices are not supported here: no sign-in registers one. A user's list is empty, and a device
 * with the given key never exists.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */

export const ListDevices = publicOperation(ListDevicesRequest, async (engine, input) => {
  await requireTokenHolder(engine, input.AccessToken);
  return { Devices: [] };
});

export const AdminListDevices = adminOperation(AdminListDevicesRequest, (engine, input) => {
  requireUser(engine, engine.pool(input.UserPoolId), input.Username);
  return { Devices: [] };
});

export const GetDevice = publicOperation(DeviceRequest, noDevice);
export const ForgetDevice = publicOperation(DeviceRequest, noDevice);
export const UpdateDeviceStatus = publicOperation(UpdateDeviceStatusRequest, noDevice);

export const AdminGetDevice = adminOperation(AdminDeviceRequest, noDeviceOfUser);
export const AdminForgetDevice = adminOperation(AdminDeviceRequest, noDeviceOfUser);
export const AdminUpdateDeviceStatus = adminOperation(
  AdminUpdateDeviceStatusRequest,
  noDeviceOfUser,
);

async function noDevice(
  engine: Engine,
  input: { readonly AccessToken?: string | undefined },
): Promise<never> {
  await requireTokenHolder(engine, input.AccessToken ?? '');
  throw deviceNotFound();
}

function noDeviceOfUser(
  engine: Engine,
  input: { readonly UserPoolId: string; readonly Username: string },
): never {
  requireUser(engine, engine.pool(input.UserPoolId), input.Username);
  throw deviceNotFound();
}

function deviceNotFound() {
  return resourceNotFound('Device does not exist.');
}
